import { analyticsLive } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const analyticsLiveRoute = defineRoute(analyticsLive, async ({ query, context }) => {
  const identity = await context.analytics.live.redeemTicket(query.ticket)
  return {
    status: 101,
    identity,
    messages: await context.analytics.live.follow(identity.principal),
  }
})
