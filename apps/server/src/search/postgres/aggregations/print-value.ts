import { type Column } from './columns.ts'
import { type Json } from './json.ts'
import { toIso } from './to-iso.ts'

/** How a value of a column is written where it is text. */
export function printValue(value: Json, { prints }: Pick<Column, 'prints'>): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return JSON.stringify(value)
  if (prints === 'date') return toIso(value)
  return prints === 'boolean' ? String(value !== 0) : String(value)
}
