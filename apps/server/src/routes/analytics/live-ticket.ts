import { analyticsLiveTicket } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const analyticsLiveTicketRoute = defineRoute(
  analyticsLiveTicket,
  async ({ principal, credential, context }) => ({
    status: 200,
    body: { ticket: await context.analytics.live.issueTicket(principal, credential) },
  }),
)
