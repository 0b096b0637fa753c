import { type Column } from '../columns.ts'
import { type Json, type JsonObject } from '../json.ts'
import { printValue } from '../print-value.ts'

/** A figure as the reply shows it; of dates and booleans also as text. */
export function toFigure(name: string, value: Json | undefined, column: Column): JsonObject {
  if (typeof value !== 'number') return { [name]: null }
  if (column.prints === 'plain') return { [name]: value }
  return { [name]: value, [`${name}_as_string`]: printValue(value, column) }
}
