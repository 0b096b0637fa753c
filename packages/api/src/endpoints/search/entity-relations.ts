import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entityIdParamsSchema } from '../../schemas/entity-id.ts'
import { entityPageSchema, pagingQuerySchema } from '../../schemas/entity.ts'

/** Lists the entities one relation away. */
export const searchEntityRelations = defineEndpoint({
  name: 'search.entity.relations',
  method: 'GET',
  path: '/api/search/v1/entity/:id/relations',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List the entities directly related to an entity.',
  params: entityIdParamsSchema,
  query: Type.Object({
    ...pagingQuerySchema.properties,
    /** Types of the related entities, separated by commas; of all without one. */
    types: Type.Optional(Type.String({ maxLength: 4_096 })),
  }),
  replies: { 200: entityPageSchema },
})
