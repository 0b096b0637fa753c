import { searchWatchlistList } from '@windvane/api'
import { countPages, parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toWatchlistBody } from '../to-watchlist-body.ts'

export const searchWatchlistListRoute = defineRoute(
  searchWatchlistList,
  async ({ query, principal, context }) => {
    const paging = parsePaging(query)
    const { total, watchlists } = await context.watchlists.list(principal, paging)
    return {
      status: 200,
      body: {
        items: total,
        pages: countPages(total, paging.limit),
        results: watchlists.map((watchlist) => toWatchlistBody(watchlist, context.webhooks)),
      },
    }
  },
)
