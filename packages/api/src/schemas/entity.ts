import { Type } from 'typebox'

/** Attribute values are scalars; their names are those of the entity types. */
const attributesSchema = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
)

/** A consolidated entity (contract.md 7.1). Every member may be left out by `source`. */
export const entitySchema = Type.Partial(
  Type.Object({
    id: Type.String(),
    type: Type.String(),
    attributes: attributesSchema,
    reputation: Type.Integer(),
    bestReputation: Type.Integer(),
    worstReputation: Type.Integer(),
    accuracy: Type.Integer(),
    tags: Type.Array(Type.String()),
    wellKnown: Type.Boolean(),
    visibleBy: Type.Array(Type.String()),
    lastSeen: Type.String(),
    '@timestamp': Type.String(),
    createdAt: Type.String(),
    updatedAt: Type.String(),
  }),
)

/** A page of entities: `items` matches in all, on `pages` pages. */
export const entityPageSchema = Type.Object({
  items: Type.Integer(),
  pages: Type.Integer(),
  results: Type.Array(entitySchema),
})

/** Paging as it arrives, unparsed: the model judges it, so that every refusal names its member. */
export const pagingQuerySchema = Type.Object({
  limit: Type.Optional(Type.String()),
  page: Type.Optional(Type.String()),
  sort: Type.Optional(Type.String()),
  order: Type.Optional(Type.String()),
})

/** `source.includes` and `source.excludes` (contract.md 1.9), nested or as flat keys. */
export const sourceMembers = {
  source: Type.Optional(
    Type.Object({
      includes: Type.Optional(Type.Array(Type.String())),
      excludes: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  'source.includes': Type.Optional(Type.Array(Type.String())),
  'source.excludes': Type.Optional(Type.Array(Type.String())),
}
