import { analyticsEntityDetails } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const analyticsEntityDetailsRoute = defineRoute(
  analyticsEntityDetails,
  async ({ params, principal, context }) => ({
    status: 200,
    body: await context.analytics.describe(principal, params.id),
  }),
)
