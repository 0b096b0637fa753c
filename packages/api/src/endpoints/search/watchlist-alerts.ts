import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { alertPageSchema } from '../../schemas/alert.ts'
import { pagingQuerySchema } from '../../schemas/entity.ts'

/** Lists the alerts of a watchlist; 200 with none, too. */
export const searchWatchlistAlerts = defineEndpoint({
  name: 'search.watchlist.alerts',
  method: 'GET',
  path: '/api/search/v1/watchlists/:id/alerts',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List the alerts of a watchlist, newest first.',
  params: Type.Object({ id: Type.String() }),
  query: pagingQuerySchema,
  replies: { 200: alertPageSchema },
})
