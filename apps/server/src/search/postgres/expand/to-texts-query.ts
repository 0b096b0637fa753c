import { type Field, type Query } from '@windvane/model'
import { findTermField } from '../term-field.ts'

/** A query for rows in which the field has one of these texts: words, whole texts, or either. */
export function toTextsQuery(field: Field, texts: readonly string[]): Query {
  if (texts.length === 0) return { kind: 'none' }
  return { kind: 'values', field: asTexts(field), values: texts, isCaseInsensitive: false }
}

/** What follows the first of the signs, as no name of a field has one. */
export function textOfTerm(term: string): string {
  return term.slice(term.search(/[:=~]/) + 1)
}

/** Fields other than texts have their text forms as whole terms. */
function asTexts(field: Field): Field {
  const isText = field.kind === 'text' || field.kind === 'label'
  return isText || findTermField(field) === undefined ? field : { ...field, kind: 'keyword' }
}
