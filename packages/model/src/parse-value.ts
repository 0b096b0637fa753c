import { dataTypes } from './data-types/index.ts'
import {
  type DataType,
  type DataTypeName,
  maxTextBytes,
  type ParseOptions,
} from './data-types/data-type.ts'
import { findEntityType } from './entity-types.ts'
import { type AttributeValue } from './entity.ts'
import { AppError } from './errors.ts'

/** A value as it is stored, and the text that its id is computed from. */
export type ParsedValue = { readonly value: AttributeValue; readonly text: string }

const dataTypesByName: ReadonlyMap<string, DataType> = new Map(
  dataTypes.map((dataType) => [dataType.name, dataType]),
)

/** Errors name the member of the request that holds the value: that of the type's name unless told. */
export type ValueOptions = ParseOptions & { readonly param?: string }

/**
 * Validates and normalises the value of an entity type.
 * @example parseValue('domain', 'Example.COM') // { value: 'example.com', text: 'example.com' }
 */
export function parseValue(type: string, input: unknown, options: ValueOptions = {}): ParsedValue {
  const { param = type } = options
  const definition = findEntityType(type)
  if (!definition) throw new AppError('unknown_type', { param: 'type', type: escapeValue(type) })
  const dataType = getDataType(definition.dataType)
  const text = toInputText(dataType, input)
  if (text?.trim() === '') throw new AppError('value_empty', { param })
  const parsed = text === undefined ? undefined : parseText(dataType, text, options)
  if (parsed) return parsed
  const code = text === undefined || !fits(dataType, text) ? undefined : dataType.refusal?.(text)
  throw new AppError(code ?? 'invalid_value', {
    param,
    dataType: dataType.name,
    value: escapeValue(input),
  })
}

/** Parses a text as a value format; `undefined` when it is not of that format. */
export function findValue(
  dataType: DataType,
  text: string,
  options: ParseOptions = {},
): ParsedValue | undefined {
  return text.trim() === '' ? undefined : parseText(dataType, text, options)
}

/** The value format of that name. */
export function getDataType(name: DataTypeName): DataType {
  const dataType = dataTypesByName.get(name)
  if (!dataType) throw new TypeError(`No data type is named ${name}`)
  return dataType
}

/** The text an id is computed from, of a value that is already stored. */
export function storedText(type: string, value: AttributeValue): string {
  const definition = findEntityType(type)
  return definition ? getDataType(definition.dataType).toText(value) : String(value)
}

/** Makes a value harmless in messages and headers: printable ASCII, at most 128 characters. */
export function escapeValue(input: unknown): string {
  return describe(input)
    .slice(0, 128)
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .slice(0, 128)
}

/** An array or object is named by its kind only. */
function describe(input: unknown): string {
  if (typeof input === 'string') return input
  return typeof input === 'number' || typeof input === 'boolean' ? String(input) : typeof input
}

function toInputText(dataType: DataType, input: unknown): string | undefined {
  if (input === null || input === undefined) return ''
  if (typeof input === 'string') return input
  if (typeof input === 'number' && dataType.accepts === 'number') return numberText(dataType, input)
  return typeof input === 'boolean' && dataType.accepts === 'boolean' ? String(input) : undefined
}

/** JSON has lost the digits of integers beyond 2^53: they are taken only as strings. */
function numberText(dataType: DataType, input: number): string | undefined {
  if (dataType.jsonType === 'number') return String(input)
  return Number.isInteger(input) && !Number.isSafeInteger(input) ? undefined : String(input)
}

function parseText(
  dataType: DataType,
  text: string,
  options: ParseOptions,
): ParsedValue | undefined {
  const value = fits(dataType, text) ? dataType.parse(text, options) : undefined
  // Databases keep no U+0000.
  if (value === undefined || (typeof value === 'string' && value.includes('\0'))) return undefined
  return { value, text: dataType.toText(value) }
}

/** Lone surrogates have no UTF-8. */
function fits(dataType: DataType, text: string): boolean {
  if (text.length > dataType.maxLength || !text.isWellFormed()) return false
  // A UTF-16 unit is at most three bytes of UTF-8.
  return text.length * 3 <= maxTextBytes || new TextEncoder().encode(text).length <= maxTextBytes
}
