import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { feedMembers } from '../../schemas/feed.ts'

/**
 * Downloads a feed: `accumulative` as a gzipped tar archive of `<name>.txt`, `daily` as one entity a
 * line; with `Accept: text/plain` alone either as one value a line.
 */
export const feedsDownload = defineEndpoint({
  name: 'feeds.download',
  method: 'GET',
  path: '/api/feeds/v1/download/list/:level/:type/:name',
  roles: 'optional',
  summary: 'Download a feed.',
  params: Type.Object(feedMembers),
  headers: Type.Object({
    accept: Type.Optional(Type.String()),
    'if-none-match': Type.Optional(Type.String()),
    'if-modified-since': Type.Optional(Type.String()),
  }),
  sends: 'file',
  replies: { 200: Type.String() },
})
