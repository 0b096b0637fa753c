import { type Fuzziness, fuzziness } from '../fuzziness.ts'
import { type MinimumShouldMatch, minimumShouldMatch } from '../minimum-should-match.ts'
import { type QueryContext } from '../query-context.ts'
import {
  boost,
  decimal,
  flag,
  ignored,
  integer,
  oneOf,
  type Options,
  type Reader,
} from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { type Analyser, analyserNames } from './analysers.ts'

/** How a text becomes a query of a field. */
export type WordOptions = {
  readonly at: string
  readonly context: QueryContext
  readonly operator: 'and' | 'or'
  readonly minimum?: MinimumShouldMatch
  readonly fuzziness?: Fuzziness
  readonly prefixLength: number
  readonly maxExpansions: number
  readonly hasTranspositions: boolean
  readonly analyser?: Analyser
  /** Whether a text that is no value of the field matches nothing, and is not refused. */
  readonly isLenient: boolean
  readonly slop: number
}

export const maxExpansions = integer(1, 50)
export const prefixLength = integer(0, 1_024)
export const slop = integer(0, 1_024)
/** How much of the scores of the other fields counts besides the best. */
export const tieBreaker: Reader<number> = (value, at) => {
  const number = decimal(value, at)
  if (number >= 0 && number <= 1) return number
  throw refuse(at, 'must be from 0 to 1')
}

export const operator = oneOf(['or', 'and'])
export const analyser = oneOf(analyserNames)

/** The options that all clauses which analyse a text share. */
export const wordReaders = Object.freeze({
  analyzer: analyser,
  auto_generate_synonyms_phrase_query: ignored,
  boost,
  fuzziness,
  fuzzy_rewrite: ignored,
  fuzzy_transpositions: flag,
  lenient: flag,
  max_expansions: maxExpansions,
  minimum_should_match: minimumShouldMatch,
  operator,
  prefix_length: prefixLength,
  slop,
  zero_terms_query: oneOf(['none', 'all']),
  _name: ignored,
})

type Place = { readonly at: string; readonly context: QueryContext }

/** The options as read, or their defaults. */
export function toWordOptions(
  read: Partial<Options<typeof wordReaders>>,
  { at, context }: Place,
): WordOptions {
  return {
    at,
    context,
    operator: read.operator ?? 'or',
    prefixLength: read.prefix_length ?? 0,
    maxExpansions: read.max_expansions ?? 50,
    hasTranspositions: read.fuzzy_transpositions ?? true,
    isLenient: read.lenient ?? false,
    slop: read.slop ?? 0,
    ...(read.minimum_should_match && { minimum: read.minimum_should_match }),
    ...(read.fuzziness && { fuzziness: read.fuzziness }),
    ...(read.analyzer && { analyser: read.analyzer }),
  }
}
