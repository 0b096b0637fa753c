import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** The two members of the contract; the others only when the request names a `type`. */
const scanReplySchema = Type.Object({
  id: Type.String(),
  status: Type.String(),
  taskId: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
})

/** Asks for a scan: 202 for a new task, 200 for the task that this target already has. */
export const ingestScanCreate = defineEndpoint({
  name: 'ingest.scan.create',
  method: 'POST',
  path: '/api/ingest/v1/scan',
  roles: ['reporter'],
  summary: 'Scan an IP address or a hostname.',
  bodyLimitBytes: 262_144,
  body: Type.Object({
    target: Type.String(),
    type: Type.Optional(Type.Union([Type.Literal('ip'), Type.Literal('fqdn')])),
    webhook: Type.Optional(
      Type.Object({
        url: Type.String(),
        headers: Type.Optional(
          Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
        ),
      }),
    ),
  }),
  replies: { 200: scanReplySchema, 202: scanReplySchema },
})
