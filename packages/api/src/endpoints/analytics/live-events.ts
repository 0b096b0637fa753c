import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/**
 * The live feed as server-sent events, named by their type, with the object of a WebSocket's frame
 * as `data`. With `Last-Event-ID` it goes on after that event, as far back as events are kept.
 */
export const analyticsLiveEvents = defineEndpoint({
  name: 'analytics.live.events',
  method: 'GET',
  path: '/api/analytics/v1/live/events',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Follow what becomes known, as server-sent events.',
  headers: Type.Object({
    'last-event-id': Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{0,128}$' })),
  }),
  sends: 'events',
  replies: { 200: Type.String() },
})
