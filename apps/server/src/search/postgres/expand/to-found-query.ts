import { type Field, type Query } from '@windvane/model'
import { findTermField } from '../term-field.ts'
import { toTermsQuery } from './to-terms-query.ts'

/** A query for rows in which the field has one of these texts. */
export function toFoundQuery(field: Field, texts: readonly string[]): Query {
  if (findTermField(field) !== undefined) {
    return toTermsQuery(
      field,
      texts.map((text) => `:${text}`),
    )
  }
  if (texts.length === 0) return { kind: 'none' }
  return { kind: 'values', field, values: texts, isCaseInsensitive: false }
}
