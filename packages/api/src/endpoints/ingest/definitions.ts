import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

const summaryMembers = {
  type: Type.String(),
  label: Type.String(),
  description: Type.String(),
  dataType: Type.String(),
}

/** Lists every entity type with what is usually reported along with it. */
export const ingestDefinitions = defineEndpoint({
  name: 'ingest.definitions',
  method: 'GET',
  path: '/api/ingest/v1/definitions',
  roles: ['trusted', 'reporter'],
  summary: 'List the entity types.',
  replies: {
    200: Type.Array(
      Type.Object({
        ...summaryMembers,
        attributes: Type.Optional(Type.Array(Type.Object(summaryMembers))),
        associations: Type.Optional(Type.Array(Type.Object(summaryMembers))),
        tags: Type.Optional(Type.Array(Type.String())),
        correlate: Type.Optional(Type.Array(Type.String())),
        example: Type.Object({
          type: Type.String(),
          attributes: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
        }),
      }),
    ),
  },
})
