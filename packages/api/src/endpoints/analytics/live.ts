import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/**
 * The live feed as a WebSocket: one JSON object per text frame, of type `entity.created`,
 * `entity.malicious` or `entity.linked` (contract.md 5.6). The ticket is the credential.
 */
export const analyticsLive = defineEndpoint({
  name: 'analytics.live',
  method: 'GET',
  path: '/api/analytics/v1/live',
  roles: 'public',
  summary: 'Follow what becomes known, over a WebSocket.',
  query: Type.Object({ ticket: Type.Optional(Type.String()) }),
  sends: 'socket',
  replies: { 200: Type.String() },
})
