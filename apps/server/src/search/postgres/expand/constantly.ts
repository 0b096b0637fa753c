import { type Query } from '@windvane/model'

/** The same hits, each with a score of 1. */
export function constantly(query: Query): Query {
  return {
    kind: 'bool',
    must: [{ kind: 'all' }],
    filter: [query],
    should: [],
    mustNot: [],
    minimumShould: 0,
  }
}
