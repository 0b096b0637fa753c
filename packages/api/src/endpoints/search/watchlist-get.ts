import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { watchlistSchema } from '../../schemas/watchlist.ts'

/** Gives a watchlist of the caller. */
export const searchWatchlistGet = defineEndpoint({
  name: 'search.watchlist.get',
  method: 'GET',
  path: '/api/search/v1/watchlists/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Get one of your watchlists.',
  params: Type.Object({ id: Type.String() }),
  replies: { 200: watchlistSchema },
})
