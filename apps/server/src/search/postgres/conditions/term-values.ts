import { lowerCase, type ValuesQuery } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { type TermField } from '../term-field.ts'
import { wholeTextSql } from '../whole-text-sql.ts'

/**
 * Beyond so many terms the rows that have the field are looked through instead: the index compares
 * each row that it finds with each term.
 */
const maxProbedTerms = 1_024

/** Beyond so many a hash is quicker for a single row than comparing its terms with each of them. */
const maxComparedTerms = 16

/** Rows that have one of the values as a term. */
export function compileTermValues(
  query: ValuesQuery,
  field: TermField,
  { corpus, parameters, access }: Compilation,
): string {
  if (query.isCaseInsensitive && field.forms.includes('=')) {
    const folded = parameters.add(toTerms(query, field).map(lowerCase))
    return `e.terms && ARRAY(SELECT s.term FROM search_terms s WHERE s.term = ANY(${folded}::text[])
      OR s.folded = ANY(${folded}::text[]))`
  }
  const terms = toTerms(query, field)
  const byRow = () => compileManyTerms(query, { field, terms }, { corpus, parameters })
  const byIndex = () => {
    const mark = `${parameters.add(terms)}::text[]`
    return terms.length === 1 ? `e.terms @> ${mark}` : `e.terms && ${mark}`
  }
  if (terms.length > maxProbedTerms * field.forms.length) return byRow()
  if (access === 'index' || terms.length <= maxComparedTerms) return byIndex()
  // The first of two tells nearly every row that the second need not be asked.
  return access === 'row' ? byRow() : `(${byRow()} AND ${byIndex()})`
}

type ManyTerms = { readonly field: TermField; readonly terms: readonly string[] }

/**
 * As JSON, since the driver writes arrays so slowly that everything else would wait. `IS TRUE` keeps the
 * list a table of hashes that is made once: as a join it would be made again for each row.
 */
function compileManyTerms(
  query: ValuesQuery,
  { field, terms }: ManyTerms,
  { corpus, parameters }: Pick<Compilation, 'corpus' | 'parameters'>,
): string {
  const list = `(SELECT jsonb_array_elements_text(${parameters.add(JSON.stringify(terms))}::jsonb))`
  const text = wholeTextSql(query.field, field, corpus)
  const one =
    text === undefined
      ? `EXISTS (SELECT 1 FROM unnest(e.terms) AS t(term) WHERE (t.term IN ${list}) IS TRUE)`
      : `((${parameters.add(`${field.name}=`)}::text || ${text}) IN ${list}) IS TRUE`
  if (field.marker === undefined) return one
  return `(e.terms @> ARRAY[${parameters.add(field.marker)}]::text[] AND ${one})`
}

function toTerms(
  { values, isCaseInsensitive }: ValuesQuery,
  { name, forms }: TermField,
): readonly string[] {
  const texts = values.map(String)
  return forms.flatMap((form) => {
    const folded = isCaseInsensitive && form !== '=' ? texts.map(lowerCase) : texts
    return folded.map((text) => `${name}${form}${text}`)
  })
}
