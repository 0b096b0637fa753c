import { type DataType, type DataTypeName, defineDataType } from './data-type.ts'

/** MD5 also takes the 16 digits of its middle half, a form some feeds use. */
export const md5 = defineDataType({
  name: 'MD5',
  maxLength: 32,
  parse: (text) => parseHex(text, 32) ?? parseHex(text, 16),
})

/** SHA3-256, named apart because identifiers of files use it. */
export const sha3Of256 = defineDigest('SHA3-256', 64)

/** The checksum formats: fixed numbers of hexadecimal digits, stored in lower case. */
export const digests: readonly DataType[] = Object.freeze([
  md5,
  defineDigest('SHA-1', 40),
  defineDigest('SHA-224', 56),
  defineDigest('SHA-256', 64),
  defineDigest('SHA-384', 96),
  defineDigest('SHA-512', 128),
  defineDigest('SHA3-224', 56),
  sha3Of256,
  defineDigest('SHA3-384', 96),
  defineDigest('SHA3-512', 128),
  defineDigest('SHA512-224', 56),
  defineDigest('SHA512-256', 64),
])

function defineDigest(name: DataTypeName, digits: number): DataType {
  return defineDataType({ name, maxLength: digits, parse: (text) => parseHex(text, digits) })
}

function parseHex(text: string, digits: number): string | undefined {
  return text.length === digits && /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : undefined
}
