import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { bucketsSchema } from '../../schemas/bucket.ts'

/** Counts entities by where they are and whose they are. */
export const analyticsAttribution = defineEndpoint({
  name: 'analytics.attribution',
  method: 'GET',
  path: '/api/analytics/v1/attribution',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Count entities by country and network operator.',
  query: Type.Object({
    /** Buckets of each list: 1 to 1000, 20 unless told. */
    size: Type.Optional(Type.String()),
    /** `true` unless told. */
    malicious_only: Type.Optional(Type.String()),
  }),
  replies: {
    200: Type.Object({
      by_country: bucketsSchema,
      by_asn: bucketsSchema,
      by_aso: bucketsSchema,
      malicious_only: Type.Boolean(),
    }),
  },
})
