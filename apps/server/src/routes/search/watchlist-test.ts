import { searchWatchlistTest } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchWatchlistTestRoute = defineRoute(
  searchWatchlistTest,
  async ({ params, principal, context }) => ({
    status: 202,
    body: { id: await context.watchlists.test(principal, params.id) },
  }),
)
