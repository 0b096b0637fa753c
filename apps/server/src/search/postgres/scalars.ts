import { formatAddress, parseAddress, type Scalar } from '@windvane/model'

/** The decimal text of a number that PostgreSQL can read; undefined for what is none. */
export function toNumberText(value: Scalar): string | undefined {
  const text = String(value).trim()
  if (!/^[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:e[+-]?[0-9]{1,3})?$/i.test(text))
    return undefined
  return text
}

const firstInstant = Date.parse('0001-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** An instant within the years that PostgreSQL reads as ISO text; undefined for what is none. */
export function toInstantText(value: Scalar): string | undefined {
  const time = typeof value === 'number' ? value : Date.parse(String(value))
  if (Number.isNaN(time)) return undefined
  return new Date(Math.min(lastInstant, Math.max(firstInstant, time))).toISOString()
}

/** The canonical text of an address, or of a network with the bits below its prefix cleared. */
export function toNetworkText(value: Scalar): string | undefined {
  const [address = '', prefix, ...rest] = String(value).trim().split('/')
  const bytes = parseAddress(address)
  if (bytes === undefined || rest.length > 0) return undefined
  if (prefix === undefined) return formatAddress(bytes)
  const text = formatAddress(bytes)
  const bits = text.includes(':') ? 128 : 32
  const length = Number(prefix) - (address.includes(':') && bits === 32 ? 96 : 0)
  if (!/^[0-9]{1,3}$/.test(prefix) || length < 0 || length > bits) return undefined
  return `${text}/${length}`
}

export function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined
}
