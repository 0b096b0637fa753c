import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { acknowledgementSchema } from '../../schemas/acknowledgement.ts'

/** Deletes a watchlist with its alerts; messages that were not delivered yet never are. */
export const searchWatchlistDelete = defineEndpoint({
  name: 'search.watchlist.delete',
  method: 'DELETE',
  path: '/api/search/v1/watchlists/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Delete one of your watchlists and its alerts.',
  params: Type.Object({ id: Type.String() }),
  replies: { 200: acknowledgementSchema },
})
