import { type AttributeValue } from '../entity.ts'
import { type ErrorCode } from '../errors.ts'

/** The names of the value formats, as the definitions of the contract spell them. */
export type DataTypeName =
  | 'Adversary'
  | 'BASE64'
  | 'Boolean'
  | 'CIDR'
  | 'Case-sensitive string'
  | 'City'
  | 'Country'
  | 'Date'
  | 'Datetime'
  | 'Email'
  | 'FQDN'
  | 'Float'
  | 'Hexadecimal'
  | 'IP'
  | 'Integer'
  | 'MAC'
  | 'MD5'
  | 'MIME type'
  | 'Path'
  | 'Phone'
  | 'Port'
  | 'Regex'
  | 'SHA-1'
  | 'SHA-224'
  | 'SHA-256'
  | 'SHA-384'
  | 'SHA-512'
  | 'SHA3-224'
  | 'SHA3-256'
  | 'SHA3-384'
  | 'SHA3-512'
  | 'SHA512-224'
  | 'SHA512-256'
  | 'String'
  | 'URL'
  | 'UUID'
  | 'UUID|MD5|SHA3-256'

/** What a caller may decide about parsing: whether addresses of inside networks pass. */
export type ParseOptions = { readonly privateAddresses?: 'refuse' | 'accept' }

/** A value format: what it accepts and the form in which it is stored. */
export type DataType = {
  readonly name: DataTypeName
  readonly jsonType: 'string' | 'integer' | 'number' | 'boolean'
  /** JSON values taken besides strings, as their decimal text or `true` and `false`. */
  readonly accepts: 'string' | 'number' | 'boolean'
  /** Longer texts (in UTF-16 units) are refused before anything looks at them. */
  readonly maxLength: number
  /** Turns a non-empty text into the stored value; `undefined` when it is not of this type. */
  readonly parse: (text: string, options: ParseOptions) => AttributeValue | undefined
  /** The text of a stored value that ids are computed from. */
  readonly toText: (value: AttributeValue) => string
  /** Says why `parse` gave nothing, where it is not simply an invalid value. */
  readonly refusal?: (text: string) => ErrorCode
}

/** No text is longer than this many bytes. */
export const maxTextBytes = 65_536

/** Completes and freezes a value format. */
export function defineDataType(
  definition: Pick<DataType, 'name' | 'parse'> & Partial<DataType>,
): DataType {
  return Object.freeze({
    jsonType: 'string',
    accepts: 'number',
    maxLength: maxTextBytes,
    toText: String,
    ...definition,
  })
}
