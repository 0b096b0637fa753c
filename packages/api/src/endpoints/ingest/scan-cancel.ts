import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { scanStatusSchema } from '../../schemas/scan-status.ts'

/**
 * Cancels a scan: a queued one is done at once, a running one ends with what it saw so far, a done
 * one stays as it is. 404 for a task that is not of the caller's groups.
 */
export const ingestScanCancel = defineEndpoint({
  name: 'ingest.scan.cancel',
  method: 'DELETE',
  path: '/api/ingest/v1/scan/:id',
  roles: ['reporter'],
  summary: 'Cancel a scan.',
  params: Type.Object({ id: Type.String() }),
  replies: { 200: scanStatusSchema },
})
