import { defineAggregation } from './define-aggregation.ts'

/** Those of the hits that a clause matches. */
export const filter = defineAggregation({
  name: 'filter',
  hasBuckets: true,
  read(body, at, context) {
    return { kind: 'filter', query: context.readClause(body, at, context), aggs: context.aggs }
  },
})
