import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Lists what changed lately, newest first. */
export const analyticsRecent = defineEndpoint({
  name: 'analytics.recent',
  method: 'GET',
  path: '/api/analytics/v1/recent',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'List the entities that changed last.',
  query: Type.Object({
    /** 1 to 8760, 24 unless told. */
    hours: Type.Optional(Type.String()),
    /** 1 to 1000, 50 unless told. */
    limit: Type.Optional(Type.String()),
    /** `true` unless told. */
    malicious_only: Type.Optional(Type.String()),
  }),
  replies: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          type: Type.String(),
          value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
          reputation: Type.Integer(),
          reputation_label: Type.String(),
          accuracy: Type.Integer(),
          accuracy_label: Type.String(),
          tags: Type.Array(Type.String()),
          first_seen: Type.String(),
          last_seen: Type.String(),
        }),
      ),
      window: Type.Object({ hours: Type.Integer(), since: Type.String() }),
    }),
  },
})
