import { defineEndpoint } from '../../define-endpoint.ts'
import { acknowledgementSchema } from '../../schemas/acknowledgement.ts'
import { entityReportSchema } from '../../schemas/entity-report.ts'

/** Reports an entity that is never to be judged negatively. */
export const ingestWellKnown = defineEndpoint({
  name: 'ingest.well-known',
  method: 'POST',
  path: '/api/ingest/v1/well-known',
  roles: ['trusted'],
  summary: 'Mark an entity as well known: its reputation never falls below 0.',
  bodyLimitBytes: 1_048_576,
  body: entityReportSchema,
  replies: { 202: acknowledgementSchema },
})
