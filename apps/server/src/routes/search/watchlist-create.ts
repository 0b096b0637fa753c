import { searchWatchlistCreate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toWatchlistBody } from '../to-watchlist-body.ts'

export const searchWatchlistCreateRoute = defineRoute(
  searchWatchlistCreate,
  async ({ body, principal, context }) => {
    const watchlist = await context.watchlists.create(principal, body)
    return { status: 200, body: toWatchlistBody(watchlist, context.webhooks) }
  },
)
