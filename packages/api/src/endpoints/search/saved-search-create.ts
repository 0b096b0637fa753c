import { defineEndpoint } from '../../define-endpoint.ts'
import { savedSearchRequestSchema, savedSearchSchema } from '../../schemas/saved-search.ts'

/** Saves a search of the caller. */
export const searchSavedSearchCreate = defineEndpoint({
  name: 'search.saved-search.create',
  method: 'POST',
  path: '/api/search/v1/saved-searches',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Save a search, and be told of new hits.',
  bodyLimitBytes: 262_144,
  body: savedSearchRequestSchema,
  replies: { 200: savedSearchSchema },
})
