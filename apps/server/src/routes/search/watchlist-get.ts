import { searchWatchlistGet } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toWatchlistBody } from '../to-watchlist-body.ts'

export const searchWatchlistGetRoute = defineRoute(
  searchWatchlistGet,
  async ({ params, principal, context }) => {
    const watchlist = await context.watchlists.get(principal, params.id)
    return { status: 200, body: toWatchlistBody(watchlist, context.webhooks) }
  },
)
