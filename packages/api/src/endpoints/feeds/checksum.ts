import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { feedMembers } from '../../schemas/feed.ts'

/** Gives the MD5 of a feed as it is downloaded; without parameters those of all, one a line. */
export const feedsChecksum = defineEndpoint({
  name: 'feeds.checksum',
  method: 'GET',
  path: '/api/feeds/v1/download/checksum',
  roles: 'optional',
  summary: 'Read the checksum of a feed, or of all.',
  query: Type.Partial(Type.Object(feedMembers)),
  sends: 'file',
  replies: { 200: Type.String() },
})
