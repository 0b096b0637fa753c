import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Lists the feeds that can be downloaded (contract.md 6). */
export const feedsList = defineEndpoint({
  name: 'feeds.list',
  method: 'GET',
  path: '/api/feeds/v1/list',
  roles: 'optional',
  summary: 'List the feeds.',
  replies: {
    200: Type.Array(
      Type.Object({ name: Type.String(), type: Type.String(), accuracy: Type.String() }),
    ),
  },
})
