import { lowerCase, type ValuesQuery } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { lowerCaseAscii } from '../lower-case-ascii.ts'
import { type TermField } from '../term-field.ts'

/**
 * Beyond so many terms the rows that have the field are looked through instead: the index compares
 * each row that it finds with each term.
 */
const maxProbedTerms = 1_024

/** Rows that have one of the values as a term. */
export function compileTermValues(
  query: ValuesQuery,
  field: TermField,
  { parameters }: Compilation,
): string {
  if (query.isCaseInsensitive && field.forms.includes('=')) {
    const folded = parameters.add(toTerms(query, field).map(lowerCaseAscii))
    return `e.terms && ARRAY(SELECT s.term FROM search_terms s WHERE s.term = ANY(${folded}::text[])
      OR (s.term <> lower(s.term) AND lower(s.term) = ANY(${folded}::text[])))`
  }
  const terms = toTerms(query, field)
  const mark = `${parameters.add(terms)}::text[]`
  if (terms.length === 1) return `e.terms @> ${mark}`
  if (terms.length <= maxProbedTerms * field.forms.length) return `e.terms && ${mark}`
  const one = `EXISTS (SELECT 1 FROM unnest(e.terms) AS t(term) WHERE t.term IN (SELECT unnest(${mark})))`
  if (field.marker === undefined) return one
  return `(e.terms @> ARRAY[${parameters.add(field.marker)}]::text[] AND ${one})`
}

function toTerms(
  { values, isCaseInsensitive }: ValuesQuery,
  { name, forms }: TermField,
): readonly string[] {
  const texts = values.map(String)
  return forms.flatMap((form) => {
    const folded = isCaseInsensitive && form === ':' ? texts.map(lowerCase) : texts
    return folded.map((text) => `${name}${form}${text}`)
  })
}
