import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entitySchema } from '../../schemas/entity.ts'

/** Gives an entity by its type and value, in whatever form the value is written. */
export const searchEntityLookup = defineEndpoint({
  name: 'search.entity.lookup',
  method: 'POST',
  path: '/api/search/v1/entity',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Look up an entity by type and value.',
  bodyLimitBytes: 262_144,
  body: Type.Object({
    type: Type.String(),
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  }),
  replies: { 200: entitySchema },
})
