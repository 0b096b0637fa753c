import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { alertPageSchema } from '../../schemas/alert.ts'
import { pagingQuerySchema } from '../../schemas/entity.ts'

/** Lists the alerts of a saved search; 200 with none, too. */
export const searchSavedSearchAlerts = defineEndpoint({
  name: 'search.saved-search.alerts',
  method: 'GET',
  path: '/api/search/v1/saved-searches/:id/alerts',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List the alerts of a saved search, newest first.',
  params: Type.Object({ id: Type.String() }),
  query: pagingQuerySchema,
  replies: { 200: alertPageSchema },
})
