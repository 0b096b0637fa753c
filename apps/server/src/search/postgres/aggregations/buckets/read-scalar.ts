import { AppError, escapeValue, parseAddress, type Scalar } from '@windvane/model'
import { type ColumnForm } from '../columns.ts'

/**
 * A value of a request as a column has it: dates as milliseconds, booleans as 1 or 0.
 *
 * @throws {AppError} `invalid_request` for one that no value of the column can be.
 */
export function readScalar(value: Scalar, form: ColumnForm): string | number {
  if (form === 'float8') return readNumber(value)
  if (form === 'inet' && !isAddress(String(value))) throw refuse(value)
  return String(value)
}

function readNumber(value: Scalar): number {
  const number = Number(value)
  if (value !== '' && Number.isFinite(number)) return number
  const time = Date.parse(String(value))
  if (Number.isNaN(time)) throw refuse(value)
  return time
}

function isAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const bytes = parseAddress(address)
  if (bytes === undefined || rest.length > 0) return false
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) <= (address.includes(':') ? 128 : 32))
  )
}

function refuse(value: Scalar): AppError {
  return new AppError('invalid_request', {
    reason: `aggregation value does not fit its field: ${escapeValue(value)}`,
    param: 'aggs',
  })
}
