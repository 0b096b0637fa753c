import { boolQuery } from '../compose-query.ts'
import { type Field } from '../field.ts'
import { valuesQuery } from '../field-value.ts'
import { countEdits } from '../fuzziness.ts'
import { type MinimumShouldMatch } from '../minimum-should-match.ts'
import { type Query, type Scalar } from '../query.ts'
import { quote, refuse } from '../refuse.ts'
import { analyseFor, isAnalysed, isText } from './analysers.ts'
import { type WordOptions } from './word-options.ts'

/** How the words of a text are looked for. */
export type WordForm = 'words' | 'phrase' | 'phrase_prefix' | 'bool_prefix'

/** The query of a text in a field; undefined where the text has no word. */
export function fieldTextQuery(
  field: Field,
  text: Scalar,
  options: WordOptions & { readonly form: WordForm },
): Query | undefined {
  const reason = findRefusal(field, options)
  if (reason !== undefined) return refuseOrNone(reason, options)
  if (!isText(field)) {
    options.context.budget.addTerms(options.at, 1)
    const query = valuesQuery(field, [text], options)
    const problem = `${quote(text)} is not a value of ${quote(field.name)}`
    return query ?? refuseOrNone(problem, options)
  }
  const words = analyseFor(field, String(text), analyserOf(field, options))
  options.context.budget.addTerms(options.at, words.length)
  if (words.length === 0) return undefined
  switch (options.form) {
    case 'words':
      return combine(
        words.map((word) => wordQuery(field, word, options)),
        options,
      )
    case 'bool_prefix':
      return boolPrefixQuery(field, words, options)
    case 'phrase':
    case 'phrase_prefix':
      return phraseQuery(field, words, options)
  }
}

/** One word, or those within its distance. */
export function wordQuery(field: Field, word: string, options: WordOptions): Query {
  const maxEdits = options.fuzziness ? countEdits(options.fuzziness, word) : 0
  if (maxEdits === 0) return { kind: 'values', field, values: [word], isCaseInsensitive: false }
  const { prefixLength, maxExpansions, hasTranspositions } = options
  return {
    kind: 'pattern',
    field,
    pattern: {
      kind: 'fuzzy',
      text: word,
      maxEdits,
      prefixLength,
      maxExpansions,
      hasTranspositions,
    },
    isCaseInsensitive: false,
  }
}

/** Words or fields of words together: the minimum counts where there is more than one. */
export function combine(
  queries: readonly Query[],
  options: { readonly operator: 'and' | 'or'; readonly minimum?: MinimumShouldMatch },
): Query | undefined {
  const [first, ...others] = queries
  if (first === undefined || others.length === 0) return first
  const { operator, minimum } = options
  return boolQuery(operator === 'and' ? { must: queries, minimum } : { should: queries, minimum })
}

function findRefusal(
  field: Field,
  options: WordOptions & { readonly form: WordForm },
): string | undefined {
  if (options.form === 'phrase_prefix' && field.kind !== 'text' && field.kind !== 'label') {
    return `${quote(field.name)} has no words that a phrase could begin`
  }
  const isFuzzy = options.fuzziness !== undefined && options.form !== 'phrase'
  return isFuzzy && !isText(field) ? `${quote(field.name)} cannot be fuzzy` : undefined
}

function refuseOrNone(reason: string, { isLenient, at }: WordOptions): Query {
  if (isLenient) return { kind: 'none' }
  throw refuse(at, reason)
}

/** A phrase prefix is made of words, even where the untokenised twin of a label is named. */
function analyserOf(field: Field, { analyser, form }: WordOptions & { readonly form: WordForm }) {
  if (analyser !== undefined) return analyser
  return form === 'phrase_prefix' && !isAnalysed(field) ? 'standard' : undefined
}

function boolPrefixQuery(
  field: Field,
  words: readonly string[],
  options: WordOptions,
): Query | undefined {
  const queries = words.map((word, index): Query => {
    if (index < words.length - 1) return wordQuery(field, word, options)
    return {
      kind: 'pattern',
      field,
      pattern: { kind: 'prefix', text: word },
      isCaseInsensitive: false,
    }
  })
  return combine(queries, options)
}

function phraseQuery(
  field: Field,
  words: readonly string[],
  { form, slop, maxExpansions }: WordOptions & { readonly form: WordForm },
): Query {
  const isPrefix = form === 'phrase_prefix'
  const [first = ''] = words
  if (words.length === 1 && !isPrefix) {
    return { kind: 'values', field, values: [first], isCaseInsensitive: false }
  }
  return { kind: 'phrase', field, words, slop, isPrefix, maxExpansions }
}
