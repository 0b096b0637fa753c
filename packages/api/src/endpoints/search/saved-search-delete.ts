import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { acknowledgementSchema } from '../../schemas/acknowledgement.ts'

/** Deletes a saved search with its alerts. */
export const searchSavedSearchDelete = defineEndpoint({
  name: 'search.saved-search.delete',
  method: 'DELETE',
  path: '/api/search/v1/saved-searches/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Delete one of your saved searches and its alerts.',
  params: Type.Object({ id: Type.String() }),
  replies: { 200: acknowledgementSchema },
})
