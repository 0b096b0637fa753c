import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entityIdParamsSchema } from '../../schemas/entity-id.ts'
import { entitySchema } from '../../schemas/entity.ts'

/** Walks the relations around an entity. */
export const analyticsEntityRelations = defineEndpoint({
  name: 'analytics.entity.relations',
  method: 'GET',
  path: '/api/analytics/v1/entity/:id/relations',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Get the graph of relations around an entity.',
  params: entityIdParamsSchema,
  query: Type.Object({
    /** Most nodes: 50 unless told, at most 100. */
    limit: Type.Optional(Type.String()),
    /** Relations from the entity to the farthest node: 3 unless told, at most 5. */
    levels: Type.Optional(Type.String()),
    /** The same under another name; `levels` wins. */
    depth: Type.Optional(Type.String()),
  }),
  replies: {
    200: Type.Object({
      nodes: Type.Array(
        Type.Object({
          ...entitySchema.properties,
          value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
        }),
      ),
      relations: Type.Array(
        Type.Object({
          source: Type.String(),
          target: Type.String(),
          type: Type.String(),
          mode: Type.String(),
        }),
      ),
      depth: Type.Integer(),
    }),
  },
})
