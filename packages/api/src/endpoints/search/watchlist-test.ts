import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Sends an alert of event `test` to the webhook, signed and tried again like any other. */
export const searchWatchlistTest = defineEndpoint({
  name: 'search.watchlist.test',
  method: 'POST',
  path: '/api/search/v1/watchlists/:id/test',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: "Send a test alert to a watchlist's webhook.",
  bodyLimitBytes: 16_384,
  params: Type.Object({ id: Type.String() }),
  replies: { 202: Type.Object({ id: Type.String() }) },
})
