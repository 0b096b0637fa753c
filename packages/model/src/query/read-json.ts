import { type Scalar } from './query.ts'
import { quote, refuse, refuseTooComplex } from './refuse.ts'

/** Reads a value of a request; `at` is its place in error messages. */
export type Reader<Value> = (value: unknown, at: string) => Value

export type Readers = Readonly<Record<string, Reader<unknown>>>

/** What the readers read, each member absent where the request has none. */
export type Options<Names extends Readers> = {
  readonly [Name in keyof Names]?: ReturnType<Names[Name]>
}

const maxTextBytes = 1_024
/** A factor beyond is taken as this one: more would drown every other clause anyway. */
const maxBoost = 1_000

/** Reads the members of an object; `null` is an absent one, one that no reader knows is refused. */
export function readOptions<Names extends Readers>(
  value: unknown,
  at: string,
  readers: Names,
): Options<Names> {
  const options: Record<string, unknown> = {}
  for (const [name, member] of members(value, at)) {
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (!read) throw refuse(at, `unknown option ${quote(name)}`)
    options[name] = read(member, `${at}.${name}`)
  }
  // Each member was read by the reader of its name.
  return options as Options<Names>
}

/** The members of an object that are not `null`. */
export function members(value: unknown, at: string): readonly (readonly [string, unknown])[] {
  if (!isObject(value)) throw refuse(at, 'must be an object')
  return Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
}

/** The one member of an object such as `{"<field>": …}`. */
export function onlyMember(value: unknown, at: string): readonly [name: string, value: unknown] {
  const [first, ...others] = members(value, at)
  if (first && others.length === 0) return first
  throw refuse(at, `must have one member, and has ${first ? others.length + 1 : 'none'}`)
}

/** Whether a value is an object of JSON, and no array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A required member. */
export function required<Value>(value: Value | undefined, at: string): Value {
  if (value === undefined) throw refuse(at, 'is missing')
  return value
}

/** A text of at most 1,024 bytes that a database can keep. */
export const text: Reader<string> = (value, at) => {
  if (typeof value !== 'string') throw refuse(at, 'must be a string')
  if (value.includes('\0') || !value.isWellFormed()) throw refuse(at, 'must be Unicode text')
  if (byteLength(value) > maxTextBytes) {
    throw refuseTooComplex(at, `${at} is longer than ${maxTextBytes} bytes`)
  }
  return value
}

/** The name of a field, of any length: a name that no record has matches nothing. */
export const fieldName: Reader<string> = (value, at) => {
  if (typeof value === 'string') return value
  throw refuse(at, 'must be the name of a field')
}

/** A text, number or boolean. */
export const scalar: Reader<Scalar> = (value, at) => {
  if (typeof value === 'string') return text(value, at)
  if (typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw refuse(at, 'must be a string, number or boolean')
}

/** A boolean, or the text of one. */
export const flag: Reader<boolean> = (value, at) => {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw refuse(at, 'must be true or false')
}

/** A number, or the text of one. */
export const decimal: Reader<number> = (value, at) => {
  const number = typeof value === 'string' ? readNumber(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw refuse(at, 'must be a number')
}

/** A whole number within bounds, or the text of one. */
export function integer(min: number, max: number): Reader<number> {
  return (value, at) => {
    const number = decimal(value, at)
    if (Number.isInteger(number) && number >= min && number <= max) return number
    throw refuse(at, `must be a whole number from ${min} to ${max}`)
  }
}

/** The factor of a score. */
export const boost: Reader<number> = (value, at) => {
  const number = decimal(value, at)
  if (number < 0) throw refuse(at, 'must not be negative')
  return Math.min(number, maxBoost)
}

/** One of some words, in any case of letters. */
export function oneOf<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value, at) => {
    const word = typeof value === 'string' ? value.toLowerCase() : undefined
    const found = words.find((candidate) => candidate === word)
    if (found !== undefined) return found
    throw refuse(at, `must be one of ${words.join(', ')}`)
  }
}

/** An array of at most so many items. */
export function list<Item>(read: Reader<Item>, maxItems: number): Reader<readonly Item[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw refuse(at, 'must be an array')
    if (value.length > maxItems) {
      throw refuseTooComplex(at, `${at} has more than ${maxItems} values`)
    }
    return value.map((item: unknown, index) => read(item, `${at}[${index}]`))
  }
}

/** An option that changes nothing here: how a cluster would run the query. */
export const ignored: Reader<unknown> = (value) => value

/** A decimal number with or without exponent; undefined for any other text. */
export function readNumber(text: string): number | undefined {
  const trimmed = text.trim()
  if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(trimmed)) return undefined
  const number = Number(trimmed)
  return Number.isFinite(number) ? number : undefined
}

function byteLength(text: string): number {
  // A UTF-16 unit is at most three bytes of UTF-8.
  return text.length * 3 <= maxTextBytes ? text.length : new TextEncoder().encode(text).length
}
