import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { acknowledgementSchema } from '../../schemas/acknowledgement.ts'

/** Links two entities that exist; each id in either spelling. */
export const ingestAssociation = defineEndpoint({
  name: 'ingest.association',
  method: 'POST',
  path: '/api/ingest/v1/association',
  roles: ['reporter'],
  summary: 'Associate two entities.',
  bodyLimitBytes: 16_384,
  body: Type.Object({
    entityID: Type.Optional(Type.String()),
    entityId: Type.Optional(Type.String()),
    relatedEntityID: Type.Optional(Type.String()),
    relatedEntityId: Type.Optional(Type.String()),
  }),
  replies: { 202: acknowledgementSchema },
})
