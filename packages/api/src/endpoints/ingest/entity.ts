import { defineEndpoint } from '../../define-endpoint.ts'
import { acknowledgementSchema } from '../../schemas/acknowledgement.ts'
import { entityReportSchema } from '../../schemas/entity-report.ts'

/** Reports an entity with everything that hangs on it, all or nothing. */
export const ingestEntity = defineEndpoint({
  name: 'ingest.entity',
  method: 'POST',
  path: '/api/ingest/v1/entity',
  roles: ['reporter'],
  summary: 'Report an entity and the entities associated with it.',
  bodyLimitBytes: 1_048_576,
  body: entityReportSchema,
  replies: { 202: acknowledgementSchema },
})
