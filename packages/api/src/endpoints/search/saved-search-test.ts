import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Sends an alert of event `test` to the webhook, signed and tried again like any other. */
export const searchSavedSearchTest = defineEndpoint({
  name: 'search.saved-search.test',
  method: 'POST',
  path: '/api/search/v1/saved-searches/:id/test',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: "Send a test alert to a saved search's webhook.",
  bodyLimitBytes: 16_384,
  params: Type.Object({ id: Type.String() }),
  replies: { 202: Type.Object({ id: Type.String() }) },
})
