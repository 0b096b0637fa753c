import { type Field, type Query } from '@windvane/model'

/** A query for rows that have one of these terms, of a field that has terms. */
export function toTermsQuery(field: Field, terms: readonly string[]): Query {
  if (terms.length === 0) return { kind: 'none' }
  const values = [...new Set(terms.map((term) => term.slice(textStart(term))))]
  return { kind: 'values', field: asTexts(field), values, isCaseInsensitive: false }
}

/** After the first of the two signs, as no name of a field has one. */
export function textStart(term: string): number {
  return term.search(/[:=]/) + 1
}

/** Fields other than texts have their text forms as whole terms. */
function asTexts(field: Field): Field {
  const hasForms = field.kind === 'text' || field.kind === 'label'
  return hasForms ? field : { ...field, kind: 'keyword' }
}
