import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entityIdParamsSchema } from '../../schemas/entity-id.ts'

const valueSchema = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

/** An entity in words and numbers; clients crash on a missing member, so all are always there. */
const itemSchema = Type.Object({
  id: Type.String(),
  type: Type.String(),
  value: valueSchema,
  label: Type.String(),
  description: Type.String(),
  reputation: Type.String(),
  reputation_score: Type.Integer(),
  best_reputation: Type.String(),
  best_reputation_score: Type.Integer(),
  worst_reputation: Type.String(),
  worst_reputation_score: Type.Integer(),
  accuracy: Type.String(),
  accuracy_score: Type.Integer(),
  first_seen: Type.String(),
  last_seen: Type.String(),
  tags: Type.Array(Type.String()),
})

const geolocationSchema = Type.Object({
  city: Type.String(),
  country: Type.String(),
  latitude: Type.Number(),
  longitude: Type.Number(),
  accuracy_radius: Type.Integer(),
  asn: Type.Number(),
  aso: Type.String(),
  object: Type.String(),
})

const explanationSchema = Type.Object({
  rule: Type.String(),
  well_known: Type.Boolean(),
  reporters: Type.Integer(),
  reports: Type.Array(
    Type.Object({
      time: Type.Optional(Type.String()),
      reporter: Type.String(),
      reputation: Type.Integer(),
      stated: Type.Boolean(),
      counts: Type.Boolean(),
      agrees: Type.Boolean(),
    }),
  ),
})

/** Gives all that is known of an entity at one glance. */
export const analyticsEntityDetails = defineEndpoint({
  name: 'analytics.entity.details',
  method: 'GET',
  path: '/api/analytics/v1/entity/:id/details',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Get an entity with its judgement, places and latest associations.',
  params: entityIdParamsSchema,
  query: Type.Object({
    /** `1` or `true` adds `explanation`: which reports made the judgement. */
    explain: Type.Optional(Type.String()),
  }),
  replies: {
    200: Type.Object({
      attributes: itemSchema,
      metadata: Type.Record(Type.String(), valueSchema),
      geolocations: Type.Array(geolocationSchema),
      latest_associations: Type.Array(itemSchema),
      extended_metadata: Type.Array(itemSchema),
      extendedMetadata: Type.Record(Type.String(), itemSchema),
      explanation: Type.Optional(explanationSchema),
    }),
  },
})
