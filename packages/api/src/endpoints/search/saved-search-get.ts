import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { savedSearchSchema } from '../../schemas/saved-search.ts'

/** Gives a saved search of the caller. */
export const searchSavedSearchGet = defineEndpoint({
  name: 'search.saved-search.get',
  method: 'GET',
  path: '/api/search/v1/saved-searches/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Get one of your saved searches.',
  params: Type.Object({ id: Type.String() }),
  replies: { 200: savedSearchSchema },
})
