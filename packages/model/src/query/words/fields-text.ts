import { bestQuery, boostQuery } from '../compose-query.ts'
import { type WeightedField } from '../find-field.ts'
import { type Query, type Scalar } from '../query.ts'
import { refuse } from '../refuse.ts'
import { analyseFor, isText } from './analysers.ts'
import { combine, fieldTextQuery, type WordForm, wordQuery } from './field-text.ts'
import { type WordOptions } from './word-options.ts'

/** How a text is looked for in several fields. */
export type FieldsForm =
  | 'best_fields'
  | 'most_fields'
  | 'cross_fields'
  | 'phrase'
  | 'phrase_prefix'
  | 'bool_prefix'

export const fieldsForms: readonly FieldsForm[] = [
  'best_fields',
  'most_fields',
  'cross_fields',
  'phrase',
  'phrase_prefix',
  'bool_prefix',
]

export type FieldsOptions = WordOptions & {
  readonly form: FieldsForm
  readonly tieBreaker?: number
}

const forms: Readonly<
  Record<FieldsForm, { readonly word: WordForm; readonly tieBreaker: number }>
> = {
  best_fields: { word: 'words', tieBreaker: 0 },
  most_fields: { word: 'words', tieBreaker: 1 },
  cross_fields: { word: 'words', tieBreaker: 0 },
  phrase: { word: 'phrase', tieBreaker: 0 },
  phrase_prefix: { word: 'phrase_prefix', tieBreaker: 0 },
  bool_prefix: { word: 'bool_prefix', tieBreaker: 1 },
}

/** The query of a text in any of some fields; undefined where the text has no word in any. */
export function fieldsTextQuery(
  fields: readonly WeightedField[],
  text: Scalar,
  options: FieldsOptions,
): Query | undefined {
  if (fields.length === 0) return { kind: 'none' }
  const { form } = options
  const tieBreaker = tieBreakerOf(options)
  const queries =
    form === 'cross_fields'
      ? crossFields(fields, text, { ...options, tieBreaker })
      : fields.flatMap(({ field, boost }) => {
          const query = fieldTextQuery(field, text, { ...options, form: forms[form].word })
          return query ? [boostQuery(query, boost)] : []
        })
  return queries.length === 0 ? undefined : bestQuery(queries, tieBreaker)
}

/** What the fields that are not the best add to a score. */
export function tieBreakerOf({
  form,
  tieBreaker,
}: Pick<FieldsOptions, 'form' | 'tieBreaker'>): number {
  return tieBreaker ?? forms[form].tieBreaker
}

/** Fields that make the same words of the text are taken as one: each word may be in any of them. */
function crossFields(
  fields: readonly WeightedField[],
  text: Scalar,
  options: FieldsOptions & { readonly tieBreaker: number },
): readonly Query[] {
  if (options.fuzziness) throw refuse(options.at, 'cross_fields cannot be fuzzy')
  const groups = new Map<string, WeightedField[]>()
  for (const weighted of fields) {
    const { field } = weighted
    const words = isText(field) ? analyseFor(field, String(text), options.analyser) : [field.name]
    const key = JSON.stringify([isText(field), ...words])
    groups.set(key, [...(groups.get(key) ?? []), weighted])
  }
  return [...groups.values()].flatMap((group) => crossGroup(group, text, options) ?? [])
}

function crossGroup(
  group: readonly WeightedField[],
  text: Scalar,
  options: FieldsOptions & { readonly tieBreaker: number },
): Query | undefined {
  const [first, ...others] = group
  if (first === undefined) return undefined
  if (others.length === 0) {
    const query = fieldTextQuery(first.field, text, { ...options, form: 'words' })
    return query && boostQuery(query, first.boost)
  }
  const words = analyseFor(first.field, String(text), options.analyser)
  options.context.budget.addTerms(options.at, words.length * group.length)
  const queries = words.map((word) =>
    bestQuery(
      group.map(({ field, boost }) => boostQuery(wordQuery(field, word, options), boost)),
      options.tieBreaker,
    ),
  )
  return combine(queries, options)
}
