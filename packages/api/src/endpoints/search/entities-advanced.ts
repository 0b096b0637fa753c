import { defineEndpoint } from '../../define-endpoint.ts'
import {
  advancedEntitiesSchema,
  advancedSearchSchema,
  searchQuerySchema,
} from '../../schemas/search.ts'

/** Find entities by clauses, and compute aggregations over them. */
export const searchEntitiesAdvanced = defineEndpoint({
  name: 'search.entities.advanced',
  method: 'POST',
  path: '/api/search/v1/entities/advanced',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Find entities by clauses, and compute aggregations over them.',
  query: searchQuerySchema,
  body: advancedSearchSchema,
  replies: { 200: advancedEntitiesSchema },
})
