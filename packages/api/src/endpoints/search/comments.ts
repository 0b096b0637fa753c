import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { commentSchema } from '../../schemas/comment.ts'
import { entityIdParamsSchema } from '../../schemas/entity-id.ts'
import { pagingQuerySchema } from '../../schemas/entity.ts'

/** Lists the comments on an entity. */
export const searchComments = defineEndpoint({
  name: 'search.comments',
  method: 'GET',
  path: '/api/search/v1/comments/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List the comments on an entity, newest first.',
  params: entityIdParamsSchema,
  query: pagingQuerySchema,
  replies: {
    200: Type.Object({
      items: Type.Integer(),
      pages: Type.Integer(),
      results: Type.Array(commentSchema),
    }),
  },
})
