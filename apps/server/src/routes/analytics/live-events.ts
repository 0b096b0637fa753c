import { analyticsLiveEvents } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const analyticsLiveEventsRoute = defineRoute(
  analyticsLiveEvents,
  async ({ headers, principal, context }) => ({
    status: 200,
    events: await context.analytics.live.resume(principal, headers['last-event-id']),
  }),
)
