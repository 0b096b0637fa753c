import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { advancedEntitiesSchema, searchQuerySchema } from '../../schemas/search.ts'

/** Answers as the search itself would; paging of the request goes before that which was saved. */
export const searchSavedSearchRun = defineEndpoint({
  name: 'search.saved-search.run',
  method: 'POST',
  path: '/api/search/v1/saved-searches/:id/run',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Run one of your saved searches.',
  bodyLimitBytes: 16_384,
  params: Type.Object({ id: Type.String() }),
  query: searchQuerySchema,
  replies: { 200: advancedEntitiesSchema },
})
