import { analyticsAttribution } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseNumber } from './parse-number.ts'
import { parseSwitch } from '../parse-switch.ts'

export const analyticsAttributionRoute = defineRoute(
  analyticsAttribution,
  async ({ query, principal, context }) => {
    const request = {
      size: parseNumber('size', query.size, { fallback: 20, maximum: 1_000 }),
      maliciousOnly: parseSwitch('malicious_only', query.malicious_only, { fallback: true }),
    }
    return { status: 200, body: await context.analytics.attribute(principal, request) }
  },
)
