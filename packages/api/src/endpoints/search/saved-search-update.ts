import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { savedSearchRequestSchema, savedSearchSchema } from '../../schemas/saved-search.ts'

/** Replaces a saved search whole; its webhook as that of a watchlist. */
export const searchSavedSearchUpdate = defineEndpoint({
  name: 'search.saved-search.update',
  method: 'PUT',
  path: '/api/search/v1/saved-searches/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Replace one of your saved searches.',
  bodyLimitBytes: 262_144,
  params: Type.Object({ id: Type.String() }),
  body: savedSearchRequestSchema,
  replies: { 200: savedSearchSchema },
})
