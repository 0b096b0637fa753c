import { type Corpus, type Field } from '@windvane/model'
import { fieldSql } from './field-sql.ts'

/** The SQL of a field's value as the text that it has in an answer. */
export function fieldText(field: Field, corpus: Corpus): string {
  const { expression, type } = fieldSql(field, corpus)
  if (type === 'text') return `${expression} COLLATE "C"`
  if (type !== 'timestamptz') return `${expression}::text COLLATE "C"`
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') COLLATE "C"`
}
