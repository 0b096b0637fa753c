import { Type } from 'typebox'
import { entitySchema, pagingQuerySchema, sourceMembers } from './entity.ts'

/** Paging, and whether the reply says why each hit is there. */
export const searchQuerySchema = Type.Object({
  ...pagingQuerySchema.properties,
  /** `true` or `false`, or 1 or 0. */
  explain: Type.Optional(Type.String()),
})

/** The body of a simple search. */
export const simpleSearchSchema = Type.Object({
  query: Type.String(),
  accuracy: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
  reputation: Type.Optional(Type.Integer({ minimum: -3, maximum: 3 })),
  ...sourceMembers,
})

/** The body of an advanced search; what its members hold, the query language says (contract.md 4.2). */
export const advancedSearchSchema = Type.Object({
  query: Type.Optional(Type.Unknown()),
  aggs: Type.Optional(Type.Unknown()),
  aggregations: Type.Optional(Type.Unknown()),
  collapse: Type.Optional(Type.Unknown()),
  search_after: Type.Optional(Type.Unknown()),
  script_fields: Type.Optional(Type.Unknown()),
  ...sourceMembers,
})

/** One report as it was made (contract.md 4.7). Every member may be left out by `source`. */
const historyRecordSchema = Type.Partial(
  Type.Object({
    id: Type.String(),
    entityID: Type.String(),
    type: Type.String(),
    '@timestamp': Type.String(),
    attributes: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
    ),
    reputation: Type.Integer(),
    accuracy: Type.Integer(),
    userID: Type.String(),
    tags: Type.Array(Type.String()),
    visibleBy: Type.Array(Type.String()),
    wellKnown: Type.Boolean(),
  }),
)

/** How the query was read and why each hit is there; only where it was asked for. */
const explanationSchema = Type.Object({
  interpreted: Type.String(),
  hits: Type.Array(
    Type.Object({
      id: Type.String(),
      score: Type.Union([Type.Number(), Type.Null()]),
      reasons: Type.Array(
        Type.Object({
          /** What matched: the exact value, a network around it, words of a field, a clause. */
          match: Type.Union([
            Type.Literal('value'),
            Type.Literal('network'),
            Type.Literal('words'),
            Type.Literal('clause'),
          ]),
          field: Type.Optional(Type.String()),
          text: Type.String(),
        }),
      ),
    }),
  ),
})

const pageMembers = { items: Type.Integer(), pages: Type.Integer() }
const explanationMember = { explanation: Type.Optional(explanationSchema) }
/** There is one exactly where the request had one. */
const aggregationsMember = {
  aggregations: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
}

export const foundEntitiesSchema = Type.Object({
  ...pageMembers,
  results: Type.Array(entitySchema),
  ...explanationMember,
})

export const foundRecordsSchema = Type.Object({
  ...pageMembers,
  results: Type.Array(historyRecordSchema),
  ...explanationMember,
})

export const advancedEntitiesSchema = Type.Object({
  ...foundEntitiesSchema.properties,
  ...aggregationsMember,
})

export const advancedRecordsSchema = Type.Object({
  ...foundRecordsSchema.properties,
  ...aggregationsMember,
})
