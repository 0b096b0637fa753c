import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entitySchema, sourceMembers } from '../../schemas/entity.ts'

/**
 * Looks up many values at once, pasted in any form (defanged, upper case, with space around): each
 * is answered as `found`, `unknown` or `invalid`, in the order asked, what stands for the same value
 * once. With `text` the indicators in it are looked up. A body may have 1 MiB here.
 */
export const searchEntitiesLookup = defineEndpoint({
  name: 'search.entities.lookup',
  method: 'POST',
  path: '/api/search/v1/entities/lookup',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Look up many values at once, or the indicators in a text.',
  bodyLimitBytes: 1_048_576,
  body: Type.Object({
    values: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
    text: Type.Optional(Type.String()),
    ...sourceMembers,
  }),
  sends: 'file',
  replies: {
    200: Type.Object({
      items: Type.Integer(),
      found: Type.Integer(),
      unknown: Type.Integer(),
      invalid: Type.Integer(),
      results: Type.Array(
        Type.Object({
          /** As it was asked for. */
          value: Type.String(),
          status: Type.Enum(['found', 'unknown', 'invalid']),
          /** What it looks like: `ip`, `cidr`, `url`, `email`, `port`, `hash`, `domain`, `words`. */
          kind: Type.Optional(Type.String()),
          entity: Type.Optional(entitySchema),
          /** Entities of other types with the same value. */
          others: Type.Optional(Type.Array(entitySchema)),
          /** Why it is invalid. */
          reason: Type.Optional(Type.String()),
        }),
      ),
    }),
  },
})
