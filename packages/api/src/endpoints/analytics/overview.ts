import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { bucketsSchema } from '../../schemas/bucket.ts'

/** Counts everything that the caller sees; the window bounds the timeline alone. */
export const analyticsOverview = defineEndpoint({
  name: 'analytics.overview',
  method: 'GET',
  path: '/api/analytics/v1/overview',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Count what is known, by type, judgement, tag and day.',
  query: Type.Object({
    /** 1 to 365, 30 unless told. */
    days: Type.Optional(Type.String()),
  }),
  replies: {
    200: Type.Object({
      total_entities: Type.Integer(),
      malicious_count: Type.Integer(),
      malicious_share: Type.Number(),
      tracked_types: Type.Integer(),
      by_type: bucketsSchema,
      by_reputation: bucketsSchema,
      by_accuracy: bucketsSchema,
      top_tags: bucketsSchema,
      /** Entities first seen on each day of the window, in UTC. */
      timeline: Type.Array(Type.Object({ timestamp: Type.String(), count: Type.Integer() })),
      window: Type.Object({ days: Type.Integer() }),
    }),
  },
})
