import { type Field } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { type TermField } from '../term-field.ts'
import { wholeTextSql } from '../whole-text-sql.ts'
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
  { corpus, parameters }: Compilation,
): string {
  // Where case does not count, the terms themselves are looked up.
  const text = isCaseInsensitive ? undefined : wholeTextSql(field, terms, corpus)
  const isSought = (term: string) =>
    isCaseInsensitive
      ? `(${term} IN (SELECT s.term FROM search_terms s WHERE ${writeSpans('s.term', spans, parameters)}
          OR ${writeSpans('s.folded', spans, parameters)})) IS TRUE`
      : writeSpans(term, spans, parameters)
  const one =
    text === undefined
      ? `EXISTS (SELECT 1 FROM unnest(e.terms) AS t(term) WHERE ${isSought('t.term COLLATE "C"')})`
      : `(char_length(${text}) <= 256
          AND ${isSought(`(${parameters.add(`${terms.name}=`)}::text || ${text}) COLLATE "C"`)})`
  if (terms.marker === undefined) return one
  return `(e.terms @> ARRAY[${parameters.add(terms.marker)}]::text[] AND ${one})`
}
