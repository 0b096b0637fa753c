import { countMinimum, type MinimumShouldMatch } from './minimum-should-match.ts'
import { type Query } from './query.ts'

type BoolParts = {
  readonly must?: readonly Query[]
  readonly filter?: readonly Query[]
  readonly should?: readonly Query[]
  readonly mustNot?: readonly Query[]
  readonly minimum?: MinimumShouldMatch | undefined
}

/**
 * A bool query by the rules of Lucene: without clauses it matches all, `should` is optional beside
 * `must` or `filter`, and a minimum above what there is matches nothing.
 */
export function boolQuery(parts: BoolParts): Query {
  const { must = [], filter = [], should = [], mustNot = [], minimum } = parts
  if (must.length + filter.length + should.length + mustNot.length === 0) return { kind: 'all' }
  const isOptional = should.length === 0 || must.length + filter.length > 0
  const counted = minimum ? countMinimum(minimum, should.length) : 0
  const minimumShould = Math.max(counted, isOptional ? 0 : 1)
  if (minimumShould > should.length) return { kind: 'none' }
  return { kind: 'bool', must, filter, should, mustNot, minimumShould }
}

/** The best of some queries; none of them matches nothing. */
export function bestQuery(queries: readonly Query[], tieBreaker: number): Query {
  const [first, ...others] = queries
  if (first === undefined) return { kind: 'none' }
  return others.length === 0 ? first : { kind: 'best', queries, tieBreaker }
}

/** A query with a factor of its score. */
export function boostQuery(query: Query, boost: number | undefined): Query {
  return boost === undefined || boost === 1 ? query : { kind: 'boost', query, boost }
}
