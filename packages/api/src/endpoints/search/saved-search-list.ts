import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { pagingQuerySchema } from '../../schemas/entity.ts'
import { savedSearchSchema } from '../../schemas/saved-search.ts'

/** Lists the caller's saved searches; 200 with none, too. Sorted by `createdAt`, `updatedAt` or `id`. */
export const searchSavedSearchList = defineEndpoint({
  name: 'search.saved-search.list',
  method: 'GET',
  path: '/api/search/v1/saved-searches',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List your saved searches, newest first.',
  query: pagingQuerySchema,
  replies: {
    200: Type.Object({
      items: Type.Integer(),
      pages: Type.Integer(),
      results: Type.Array(savedSearchSchema),
    }),
  },
})
