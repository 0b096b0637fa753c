import { type TSchema, Type } from 'typebox'

/** Names of the groups that may see what is written; the caller is in all of them. */
export const visibleBySchema = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
  maxItems: 50,
})

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

const modeSchema = Type.Optional(Type.Enum(['aggregation', 'association']))

/** Spelt out level by level instead of by reference, so that validation is as deep as the limit. */
const level5 = nest(Type.Never(), 0)
const level4 = nest(level5)
const level3 = nest(level4)
const level2 = nest(level3)
const level1 = nest(level2)

/** A report on an entity with what hangs on it, at most five levels deep. */
export const entityReportSchema = Type.Object({
  ...reportMembers,
  associations: Type.Optional(Type.Array(level1, { maxItems: 1_000 })),
})

function nest<T extends TSchema>(associated: T, maxItems = 1_000) {
  return Type.Object({
    ...reportMembers,
    mode: modeSchema,
    associations: Type.Optional(Type.Array(associated, { maxItems })),
  })
}
