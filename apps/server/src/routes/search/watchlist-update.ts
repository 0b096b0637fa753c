import { searchWatchlistUpdate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toWatchlistBody } from '../to-watchlist-body.ts'

export const searchWatchlistUpdateRoute = defineRoute(
  searchWatchlistUpdate,
  async ({ params, body, principal, context }) => {
    const { id } = params
    const watchlist = await context.watchlists.update(principal, { id, request: body })
    return { status: 200, body: toWatchlistBody(watchlist, context.webhooks) }
  },
)
