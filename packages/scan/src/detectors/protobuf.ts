/** The bytes of each field of a number in a message (protobuf.dev, Encoding); what follows a broken field is left out. */
export function listProtobuf(bytes: Buffer, number: number): readonly Buffer[] {
  return readProtobuf(bytes).flatMap((field) =>
    field.number === number && typeof field.value !== 'number' ? [field.value] : [],
  )
}

/** One field of a message: its number, and its number or bytes. */
type ProtobufField = { readonly number: number; readonly value: number | Buffer }

const fieldLimit = 200

function readProtobuf(bytes: Buffer): readonly ProtobufField[] {
  const fields: ProtobufField[] = []
  let offset = 0
  while (offset < bytes.length && fields.length < fieldLimit) {
    const key = readVarint(bytes, offset)
    const field = key && readValue(bytes, key.end, key.value & 7)
    if (!field) break
    fields.push({ number: key.value >>> 3, value: field.value })
    offset = field.end
  }
  return fields
}

type Read<Value> = { readonly value: Value; readonly end: number }

const [varint, fixed64, lengthDelimited, fixed32] = [0, 1, 2, 5]

function readValue(
  bytes: Buffer,
  offset: number,
  wireType: number,
): Read<number | Buffer> | undefined {
  if (wireType === varint) return readVarint(bytes, offset)
  const length =
    wireType === lengthDelimited ? readVarint(bytes, offset) : { value: 0, end: offset }
  if (!length) return undefined
  const sizes: Readonly<Record<number, number>> = {
    [fixed64]: 8,
    [fixed32]: 4,
    [lengthDelimited]: length.value,
  }
  const size = sizes[wireType]
  const end = length.end + (size ?? 0)
  if (size === undefined || end > bytes.length) return undefined
  return { value: bytes.subarray(length.end, end), end }
}

/** Up to 32 bits; longer numbers are not needed here. */
function readVarint(bytes: Buffer, offset: number): Read<number> | undefined {
  let value = 0
  for (let index = 0; index < 10; index++) {
    const byte = bytes[offset + index]
    if (byte === undefined) return undefined
    if (index < 5) value += (byte & 127) * 128 ** index
    if (byte < 128) return { value, end: offset + index + 1 }
  }
  return undefined
}
