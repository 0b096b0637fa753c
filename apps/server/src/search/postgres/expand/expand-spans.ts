import { type PatternQuery, type Query, type RangeQuery } from '@windvane/model'
import { Parameters } from '../parameters.ts'
import { findTermField, type TermField } from '../term-field.ts'
import { isAnything, isTextual, patternSpans, rangeSpans, writeSpans } from '../term-span.ts'
import { constantly } from './constantly.ts'
import { type Expansion, timeLeft } from './expansion.ts'
import { toTermsQuery } from './to-terms-query.ts'

/** Of more terms the index would be slower than a look at every row that has the field. */
const maxTerms = 1_000

/** Turns a prefix, wildcards or a range of texts into the terms that have it, where they are few. */
export async function expandSpans(
  query: PatternQuery | RangeQuery,
  expansion: Expansion,
): Promise<Query> {
  const field = findTermField(query.field)
  if (field === undefined || isUnbounded(query)) return query
  const terms = await listTerms(query, field, expansion)
  return terms.length > maxTerms ? query : constantly(toTermsQuery(query.field, terms))
}

function isUnbounded(query: PatternQuery | RangeQuery): boolean {
  return query.kind === 'range' ? !isTextual(query.field) : isAnything(query.pattern)
}

async function listTerms(
  query: PatternQuery | RangeQuery,
  field: TermField,
  expansion: Expansion,
): Promise<readonly string[]> {
  const parameters = new Parameters()
  const spans = query.kind === 'range' ? rangeSpans(field, query) : patternSpans(field, query)
  const condition = writeSpans('s.term', spans, parameters)
  const folded =
    query.kind === 'pattern' && query.isCaseInsensitive
      ? `OR (s.term <> lower(s.term) AND ${writeSpans('lower(s.term)', spans, parameters)})`
      : ''
  const text = `SELECT s.term FROM search_terms s WHERE ${condition} ${folded} LIMIT ${maxTerms + 1}`
  const rows = await expansion.store.query<{ readonly term: string }>({ text }, parameters.values, {
    budgetMs: timeLeft(expansion),
  })
  return rows.map((row) => row.term)
}
