import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { pagingQuerySchema } from '../../schemas/entity.ts'
import { watchlistSchema } from '../../schemas/watchlist.ts'

/** Lists the caller's watchlists; 200 with none, too. Sorted by `createdAt`, `updatedAt` or `id`. */
export const searchWatchlistList = defineEndpoint({
  name: 'search.watchlist.list',
  method: 'GET',
  path: '/api/search/v1/watchlists',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List your watchlists, newest first.',
  query: pagingQuerySchema,
  replies: {
    200: Type.Object({
      items: Type.Integer(),
      pages: Type.Integer(),
      results: Type.Array(watchlistSchema),
    }),
  },
})
