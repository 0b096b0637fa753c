import { Type } from 'typebox'

/** Names of the groups that may see what is written; the caller is in all of them. */
export const visibleBySchema = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
  maxItems: 50,
})

const maxAssociations = 1_000

/** Members of a report besides its associations (contract.md 3.3, limits of reliability.md 2.7). */
const reportMembers = {
  type: Type.String({ maxLength: 256 }),
  /** Judged one by one by the entity types: unknown names are dropped whatever they hold. */
  attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  reputation: Type.Optional(Type.Integer({ minimum: -3, maximum: 3 })),
  correlate: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 50 })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 100 })),
  visibleBy: Type.Optional(visibleBySchema),
}

/** By reference to itself, as a schema spelt out level by level costs half a second at each start. */
const associatedReportSchema = Type.Cyclic(
  {
    AssociatedReport: Type.Object({
      ...reportMembers,
      mode: Type.Optional(Type.Enum(['aggregation', 'association'])),
      associations: Type.Optional(
        Type.Array(Type.Ref('AssociatedReport'), { maxItems: maxAssociations }),
      ),
    }),
  },
  'AssociatedReport',
)

/** A report on an entity with what hangs on it; how deep that may nest is not a schema's to say. */
export const entityReportSchema = Type.Object({
  ...reportMembers,
  associations: Type.Optional(Type.Array(associatedReportSchema, { maxItems: maxAssociations })),
})
