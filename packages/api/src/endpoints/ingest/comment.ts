import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { commentSchema } from '../../schemas/comment.ts'
import { visibleBySchema } from '../../schemas/entity-report.ts'

/** Comments on an entity. A request in the second spelling is answered with the comment. */
export const ingestComment = defineEndpoint({
  name: 'ingest.comment',
  method: 'POST',
  path: '/api/ingest/v1/comment',
  roles: ['reporter'],
  summary: 'Comment on an entity, or answer a comment.',
  bodyLimitBytes: 1_048_576,
  body: Type.Object({
    entityID: Type.Optional(Type.String()),
    entityId: Type.Optional(Type.String()),
    comment: Type.Optional(Type.String()),
    content: Type.Optional(Type.String()),
    parentID: Type.Optional(Type.String()),
    parentId: Type.Optional(Type.String()),
    visibleBy: Type.Optional(visibleBySchema),
  }),
  replies: {
    202: Type.Object({
      message: Type.String(),
      ...Type.Partial(commentSchema).properties,
    }),
  },
})
