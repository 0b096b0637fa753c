/** A document as MongoDB's handshakes use it. */
export type BsonDocument = { readonly [name: string]: BsonValue }

/** The values we read; kinds that we do not need come as null. */
type BsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | BsonDocument
  | readonly BsonValue[]

/** Writes a document of strings, small integers and truth values (bsonspec.org). */
export function writeBson(document: Readonly<Record<string, string | number | boolean>>): Buffer {
  const elements = Object.entries(document).map(([name, value]) => {
    if (typeof value === 'string') return stringElement(name, value)
    return typeof value === 'number' ? int32Element(name, value) : booleanElement(name, value)
  })
  const body = Buffer.concat([...elements, Buffer.alloc(1)])
  return Buffer.concat([int32(body.length + 4), body])
}

/** Reads a document; undefined when the bytes are not a whole one or nest too deep. */
export function readBson(bytes: Buffer, depth = 0): BsonDocument | undefined {
  if (bytes.length < 5 || depth > 8) return undefined
  const end = bytes.readInt32LE(0)
  if (end < 5 || end > bytes.length) return undefined
  const document: [string, BsonValue][] = []
  let offset = 4
  while (offset < end - 1 && document.length < 500) {
    const nameEnd = bytes.indexOf(0, offset + 1)
    if (nameEnd < 0 || nameEnd >= end) return undefined
    const name = bytes.toString('utf8', offset + 1, nameEnd)
    const value = readValue(bytes.subarray(nameEnd + 1, end), bytes.readUInt8(offset), depth)
    if (!value) return undefined
    document.push([name, value.value])
    offset = nameEnd + 1 + value.sizeBytes
  }
  return Object.fromEntries(document)
}

function stringElement(name: string, value: string): Buffer {
  const text = Buffer.from(`${value}\0`)
  return Buffer.concat([Buffer.from(`\u0002${name}\0`), int32(text.length), text])
}

function int32Element(name: string, value: number): Buffer {
  return Buffer.concat([Buffer.from(`\u0010${name}\0`), int32(value)])
}

function booleanElement(name: string, value: boolean): Buffer {
  return Buffer.from(`\u0008${name}\0${value ? '\u0001' : '\0'}`)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

type Sized = { readonly value: BsonValue; readonly sizeBytes: number }

const fixedSizes: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
}

function readValue(bytes: Buffer, type: number, depth: number): Sized | undefined {
  const fixed = fixedSizes[type]
  if (fixed !== undefined) {
    return fixed > bytes.length ? undefined : { value: readFixed(bytes, type), sizeBytes: fixed }
  }
  if (bytes.length < 5) return undefined
  const length = bytes.readInt32LE(0)
  if (type === 0x03 || type === 0x04) return readNested(bytes, type, depth)
  const sizeBytes = type === 0x05 ? length + 5 : length + 4
  const isKnown = type === 0x02 || type === 0x05 || type === 0x0d || type === 0x0e
  if (!isKnown || length < 0 || sizeBytes > bytes.length) return undefined
  const isText = type !== 0x05 && length > 0
  return { value: isText ? bytes.toString('utf8', 4, sizeBytes - 1) : null, sizeBytes }
}

function readNested(bytes: Buffer, type: number, depth: number): Sized | undefined {
  const document = readBson(bytes, depth + 1)
  if (!document) return undefined
  const value = type === 0x04 ? Object.values(document) : document
  return { value, sizeBytes: bytes.readInt32LE(0) }
}

function readFixed(bytes: Buffer, type: number): BsonValue {
  if (type === 0x01) return bytes.readDoubleLE(0)
  if (type === 0x08) return bytes[0] !== 0
  if (type === 0x10) return bytes.readInt32LE(0)
  if (type === 0x12) return bytes.readBigInt64LE(0)
  return null
}
