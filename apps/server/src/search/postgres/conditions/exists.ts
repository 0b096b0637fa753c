import { type Field } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { fieldSql } from '../field-sql.ts'
import { findTermField } from '../term-field.ts'

export function compileExists(field: Field, { corpus, parameters }: Compilation): string {
  const terms = findTermField(field)
  const marker = terms?.marker && `e.terms @> ARRAY[${parameters.add(terms.marker)}]::text[]`
  // A text beyond this is not kept whole.
  const isShort =
    field.kind === 'keyword' && `char_length(${fieldSql(field, corpus).expression}) <= 256`
  const conditions = [marker, isShort].filter(Boolean)
  return conditions.length === 0 ? 'TRUE' : `(${conditions.join(' AND ')})`
}
