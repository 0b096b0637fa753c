import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { scanStatusSchema } from '../../schemas/scan-status.ts'

/** Tells how far a scan is; 404 for a task that is not of the caller's groups. */
export const ingestScanStatus = defineEndpoint({
  name: 'ingest.scan.status',
  method: 'GET',
  path: '/api/ingest/v1/scan/:id',
  roles: ['user', 'reporter'],
  summary: 'Ask how far a scan is.',
  params: Type.Object({ id: Type.String() }),
  replies: { 200: scanStatusSchema },
})
