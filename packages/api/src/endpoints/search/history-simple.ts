import { defineEndpoint } from '../../define-endpoint.ts'
import { foundRecordsSchema, simpleSearchSchema, searchQuerySchema } from '../../schemas/search.ts'

/** Find reports as they were made: those of the exact indicator first, then text. */
export const searchHistorySimple = defineEndpoint({
  name: 'search.history.simple',
  method: 'POST',
  path: '/api/search/v1/entities/history/simple',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Find reports as they were made: those of the exact indicator first, then text.',
  query: searchQuerySchema,
  body: simpleSearchSchema,
  replies: { 200: foundRecordsSchema },
})
