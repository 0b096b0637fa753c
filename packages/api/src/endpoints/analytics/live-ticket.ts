import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Gives a ticket for one WebSocket, as browsers cannot send credentials with it. */
export const analyticsLiveTicket = defineEndpoint({
  name: 'analytics.live.ticket',
  method: 'GET',
  path: '/api/analytics/v1/live/ticket',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Get a ticket that opens the live feed once within 30 seconds.',
  replies: { 200: Type.Object({ ticket: Type.String() }) },
})
