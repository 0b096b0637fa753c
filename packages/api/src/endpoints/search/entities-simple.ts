import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entityPageSchema, pagingQuerySchema, sourceMembers } from '../../schemas/entity.ts'

export const searchEntitiesSimple = defineEndpoint({
  name: 'search.entities.simple',
  method: 'POST',
  path: '/api/search/v1/entities/simple',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Find entities: the exact indicator first, then text.',
  query: pagingQuerySchema,
  body: Type.Object({
    query: Type.String(),
    accuracy: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
    reputation: Type.Optional(Type.Integer({ minimum: -3, maximum: 3 })),
    ...sourceMembers,
  }),
  replies: { 200: entityPageSchema },
})
