import { defineEndpoint } from '../../define-endpoint.ts'
import { watchlistRequestSchema, watchlistSchema } from '../../schemas/watchlist.ts'

/** Makes a watchlist of the caller. */
export const searchWatchlistCreate = defineEndpoint({
  name: 'search.watchlist.create',
  method: 'POST',
  path: '/api/search/v1/watchlists',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Watch entities, values, tags, types and networks.',
  bodyLimitBytes: 262_144,
  body: watchlistRequestSchema,
  replies: { 200: watchlistSchema },
})
