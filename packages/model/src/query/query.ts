import { type Field } from './field.ts'

/** A value of a field in the form that is stored: dates as ISO instants in UTC. */
export type Scalar = string | number | boolean

/**
 * What every clause of the query language comes down to. A search engine needs to know these alone:
 * limits are checked, words analysed, dates computed, `minimum_should_match` counted before.
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | BoolQuery
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'exists'; readonly field: Field }
  | ValuesQuery
  | RangeQuery
  | PatternQuery
  | PhraseQuery
  | BestQuery
  | { readonly kind: 'boost'; readonly query: Query; readonly boost: number }

/** `must` and `should` count for the score, `filter` and `mustNot` do not. */
export type BoolQuery = {
  readonly kind: 'bool'
  readonly must: readonly Query[]
  readonly filter: readonly Query[]
  readonly should: readonly Query[]
  readonly mustNot: readonly Query[]
  /** How many of `should` have to match; 0 where they only add to the score. */
  readonly minimumShould: number
}

/**
 * One of these values. On `text` each is a word, on `keyword` and `id` the whole text, on `label` the
 * whole text or a word; on `ip` an address or a network that holds it; on `cidr` a network or an
 * address inside.
 */
export type ValuesQuery = {
  readonly kind: 'values'
  readonly field: Field
  readonly values: readonly Scalar[]
  readonly isCaseInsensitive: boolean
}

/** On `ip` and `cidr` bounds are addresses; on texts they compare by code point. */
export type RangeQuery = {
  readonly kind: 'range'
  readonly field: Field
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly lt?: Scalar
  readonly lte?: Scalar
}

/** A form that one whole word of a `text`, the whole text of another field, or either of a `label` has. */
export type PatternQuery = {
  readonly kind: 'pattern'
  readonly field: Field
  readonly pattern: Pattern
  readonly isCaseInsensitive: boolean
}

export type Pattern =
  | { readonly kind: 'prefix'; readonly text: string }
  /** Pieces between: `*` any characters, `?` one; escapes are resolved. */
  | { readonly kind: 'wildcard'; readonly pieces: readonly WildcardPiece[] }
  /** In RE2's syntax; matches the whole, as if anchored. A full stop is any character, line ends too. */
  | { readonly kind: 'regexp'; readonly source: string }
  | FuzzyPattern

export type WildcardPiece = { readonly literal: string } | 'any' | 'one'

export type FuzzyPattern = {
  readonly kind: 'fuzzy'
  readonly text: string
  readonly maxEdits: 0 | 1 | 2
  readonly prefixLength: number
  /** The nearest so many words count. */
  readonly maxExpansions: number
  /** Whether two neighbours that changed places are one edit. */
  readonly hasTranspositions: boolean
}

/**
 * Words in this order, on `text` and `label`. `slop` is by how much their places may differ from
 * those of the phrase, all together at most; the last may be the begin of a word.
 */
export type PhraseQuery = {
  readonly kind: 'phrase'
  readonly field: Field
  readonly words: readonly string[]
  readonly slop: number
  readonly isPrefix: boolean
  readonly maxExpansions: number
}

/** Any of these; the score is that of the best and `tieBreaker` of each other's. */
export type BestQuery = {
  readonly kind: 'best'
  readonly queries: readonly Query[]
  readonly tieBreaker: number
}
