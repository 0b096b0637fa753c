import { analyticsRecent } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseNumber } from './parse-number.ts'
import { parseSwitch } from '../parse-switch.ts'

export const analyticsRecentRoute = defineRoute(
  analyticsRecent,
  async ({ query, principal, context }) => {
    const request = {
      hours: parseNumber('hours', query.hours, { fallback: 24, maximum: 8_760 }),
      limit: parseNumber('limit', query.limit, { fallback: 50, maximum: 1_000 }),
      maliciousOnly: parseSwitch('malicious_only', query.malicious_only, { fallback: true }),
    }
    return { status: 200, body: await context.analytics.listRecent(principal, request) }
  },
)
