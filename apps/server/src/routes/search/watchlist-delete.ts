import { searchWatchlistDelete } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchWatchlistDeleteRoute = defineRoute(
  searchWatchlistDelete,
  async ({ params, principal, context }) => {
    await context.watchlists.delete(principal, params.id)
    return { status: 200, body: { message: 'acknowledged' } }
  },
)
