import { analyticsEntityDetails } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseSwitch } from '../parse-switch.ts'

export const analyticsEntityDetailsRoute = defineRoute(
  analyticsEntityDetails,
  async ({ params, query, principal, context }) => {
    const isExplained = parseSwitch('explain', query.explain, { fallback: false })
    return {
      status: 200,
      body: await context.analytics.describe(principal, { ...params, isExplained }),
    }
  },
)
