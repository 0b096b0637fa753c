import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { scanForecastSchema } from '../../schemas/scan-forecast.ts'
import { webhookRequestSchema } from '../../schemas/webhook.ts'

/** The two members of the contract; the others only when the request names a `type`. */
const scanReplySchema = Type.Object({
  id: Type.String(),
  status: Type.String(),
  taskId: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
})

/**
 * Asks for a scan: 202 for a new task, 200 for the task that this target already has. With `dryRun`
 * 200 and what the scan would do; nothing is done. A request with an `Idempotency-Key` may be sent
 * again within 24 hours and is answered as the first time.
 */
export const ingestScanCreate = defineEndpoint({
  name: 'ingest.scan.create',
  method: 'POST',
  path: '/api/ingest/v1/scan',
  roles: ['reporter'],
  summary: 'Scan an IP address or a hostname.',
  bodyLimitBytes: 262_144,
  headers: Type.Object({
    'idempotency-key': Type.Optional(Type.String({ pattern: '^[\\x20-\\x7e]{1,255}$' })),
  }),
  body: Type.Object({
    target: Type.String(),
    type: Type.Optional(Type.Union([Type.Literal('ip'), Type.Literal('fqdn')])),
    dryRun: Type.Optional(Type.Boolean()),
    webhook: Type.Optional(webhookRequestSchema),
  }),
  replies: { 200: Type.Union([scanReplySchema, scanForecastSchema]), 202: scanReplySchema },
})
