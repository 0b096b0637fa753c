import { analyticsOverview } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseNumber } from './parse-number.ts'

export const analyticsOverviewRoute = defineRoute(
  analyticsOverview,
  async ({ query, principal, context }) => {
    const days = parseNumber('days', query.days, { fallback: 30, maximum: 365 })
    return { status: 200, body: await context.analytics.overview(principal, { days }) }
  },
)
