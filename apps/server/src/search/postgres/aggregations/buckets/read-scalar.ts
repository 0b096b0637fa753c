import { type Scalar } from '@windvane/model'
import { type ColumnForm } from '../columns.ts'

/** A value of a request as a column has it: dates as milliseconds, booleans as 1 or 0. */
export function readScalar(value: Scalar, form: ColumnForm): string | number {
  if (form !== 'float8') return String(value)
  const number = Number(value)
  return Number.isNaN(number) ? Date.parse(String(value)) : number
}
