import { defineEndpoint } from '../../define-endpoint.ts'
import {
  advancedRecordsSchema,
  advancedSearchSchema,
  searchQuerySchema,
} from '../../schemas/search.ts'

/** Find reports as they were made by clauses, and compute aggregations over them. */
export const searchHistoryAdvanced = defineEndpoint({
  name: 'search.history.advanced',
  method: 'POST',
  path: '/api/search/v1/entities/history/advanced',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Find reports as they were made by clauses, and compute aggregations over them.',
  query: searchQuerySchema,
  body: advancedSearchSchema,
  replies: { 200: advancedRecordsSchema },
})
