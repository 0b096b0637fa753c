import { type Compilation } from '../compilation.ts'
import { type TermField } from '../term-field.ts'
import { type TermSpan, writeSpans } from '../term-span.ts'

/** Rows that have a term in one of the spans, found by looking through all that have the field. */
export function compileTermSpans(
  spans: readonly TermSpan[],
  { marker }: TermField,
  { parameters }: Compilation,
  { isCaseInsensitive = false }: { readonly isCaseInsensitive?: boolean } = {},
): string {
  // The collation of an unnested array is not that of its column.
  const term = isCaseInsensitive ? `lower(t.term COLLATE "C")` : `t.term COLLATE "C"`
  const one = `EXISTS (SELECT 1 FROM unnest(e.terms) AS t(term)
    WHERE ${writeSpans(term, spans, parameters)})`
  if (marker === undefined) return one
  return `(e.terms @> ARRAY[${parameters.add(marker)}]::text[] AND ${one})`
}
