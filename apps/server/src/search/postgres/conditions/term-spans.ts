import { type Field } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { type TermField } from '../term-field.ts'
import { type TermSpan, writeSpans } from '../term-span.ts'

type SoughtSpans = {
  readonly field: Field
  readonly spans: readonly TermSpan[]
  readonly isCaseInsensitive: boolean
}

/** Rows that have a term in one of the spans, found by looking through all that have the field. */
export function compileTermSpans(
  terms: TermField,
  { field, spans, isCaseInsensitive }: SoughtSpans,
  compilation: Compilation,
): string {
  const { parameters } = compilation
  const fold = (term: string) => (isCaseInsensitive ? `lower(${term})` : term)
  const text = wholeText(field, terms, compilation)
  const one =
    text === undefined
      ? `EXISTS (SELECT 1 FROM unnest(e.terms) AS t(term)
          WHERE ${writeSpans(fold('t.term COLLATE "C"'), spans, parameters)})`
      : `(char_length(${text}) <= 256 AND
          ${writeSpans(fold(`(${parameters.add(`${terms.name}=`)}::text || ${text}) COLLATE "C"`), spans, parameters)})`
  if (terms.marker === undefined) return one
  return `(e.terms @> ARRAY[${parameters.add(terms.marker)}]::text[] AND ${one})`
}

/** The text behind the only whole term of a field, which is quicker read than found among the terms. */
function wholeText(
  { source }: Field,
  { forms }: TermField,
  { corpus }: Compilation,
): string | undefined {
  if (source.of === 'member' || forms.includes(':')) return undefined
  if (source.of === 'attribute') return `(e.attributes ->> '${source.name}')`
  return corpus === 'entities' ? 'e.value' : '(e.attributes ->> e.type)'
}
