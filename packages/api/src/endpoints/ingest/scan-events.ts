import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/**
 * Tells what a scan finds as it finds it: server-sent events `stage`, `percent`, `port`, `service`,
 * `certificate`, `finding`, `truncated` when there are too many, `done` as the last. `data` is one
 * line of JSON. With `Last-Event-ID` it goes on after that event; 204 when that was the last one.
 */
export const ingestScanEvents = defineEndpoint({
  name: 'ingest.scan.events',
  method: 'GET',
  path: '/api/ingest/v1/scan/:id/events',
  roles: ['user', 'reporter'],
  summary: 'Follow a scan while it runs.',
  params: Type.Object({ id: Type.String() }),
  headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ pattern: '^\\d{0,9}$' })) }),
  sends: 'events',
  replies: { 200: Type.String() },
})
