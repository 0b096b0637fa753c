import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { watchlistRequestSchema, watchlistSchema } from '../../schemas/watchlist.ts'

/**
 * Replaces a watchlist whole. A watch that stays keeps its id and what it has told; a webhook with
 * the same URL and without `headers` keeps its headers, which no reply ever shows.
 */
export const searchWatchlistUpdate = defineEndpoint({
  name: 'search.watchlist.update',
  method: 'PUT',
  path: '/api/search/v1/watchlists/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Replace one of your watchlists.',
  bodyLimitBytes: 262_144,
  params: Type.Object({ id: Type.String() }),
  body: watchlistRequestSchema,
  replies: { 200: watchlistSchema },
})
