import { AppError, type Scalar } from '@windvane/model'
import { type Parameters } from './parameters.ts'
import { isDefined, toInstantText, toNetworkText, toNumberText } from './scalars.ts'
import { type SortKey } from './sort-keys.ts'

/**
 * The condition that a row comes after these values of its keys, which are the columns `sort_0`,
 * `sort_1` and so on. Without a value for the id, rows that tie with the values are passed over.
 */
export function writeAfter(
  after: readonly (Scalar | null)[],
  keys: readonly SortKey[],
  parameters: Parameters,
): string {
  return after.reduceRight<string>((rest, value, place) => {
    const key = keys[place]
    if (key === undefined) return rest
    const column = `sort_${place}`
    // The missing come last, whatever the order.
    if (value === null) return `(${column} IS NULL AND ${rest})`
    const mark = `${parameters.add(toKeyText(value, key))}::${key.type}`
    const further = `${column} ${key.order === 'asc' ? '>' : '<'} ${mark}`
    return `(${further} OR ${column} IS NULL OR (${column} = ${mark} AND ${rest}))`
  }, 'FALSE')
}

/** @throws {AppError} `invalid_request` for a value that the key cannot have. */
function toKeyText(value: Scalar, { type }: SortKey): string {
  const text = readers[type](value)
  if (isDefined(text)) return text
  const reason = 'search_after must have the sort values of a hit'
  throw new AppError('invalid_request', { reason, param: 'search_after' })
}

const readers: Readonly<Record<SortKey['type'], (value: Scalar) => string | undefined>> = {
  numeric: toNumberText,
  float8: (value) => (Number.isFinite(Number(value)) ? String(Number(value)) : undefined),
  text: String,
  timestamptz: toInstantText,
  boolean: (value) => (/^(?:true|false)$/.test(String(value)) ? String(value) : undefined),
  uuid: (value) =>
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value)) ? String(value) : undefined,
  inet: toNetworkText,
}
