/** AMQP 1.0 with its SASL layer (part 5, 5.3.1). */
export const saslHeader = Buffer.from('AMQP\u0003\u0001\0\0', 'latin1')

const mechanismsCode = 0x40
const [smallUlong, list8, list32, array8, array32, symbol8, symbol32] = [
  0x53, 0xc0, 0xd0, 0xe0, 0xf0, 0xa3, 0xb3,
]

/** Whether the frame after the header has arrived whole (2.3.1). */
export function hasSaslFrame(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.length >= 8 + bytes.readUInt32BE(8)
}

/** The mechanisms of a sasl-mechanisms frame (5.3.3.1); undefined when the bytes are something else. */
export function readSaslMechanisms(bytes: Buffer): readonly string[] | undefined {
  if (!bytes.subarray(0, 8).equals(saslHeader) || !hasSaslFrame(bytes)) return undefined
  const frame = bytes.subarray(8, 8 + bytes.readUInt32BE(8))
  const body = frame.subarray((frame[4] ?? 2) * 4)
  const isMechanisms = body[0] === 0 && body[1] === smallUlong && body[2] === mechanismsCode
  const fields = isMechanisms ? skipListHead(body.subarray(3)) : undefined
  return fields && readSymbols(fields)
}

/** Constructor, size and count of a list. */
function skipListHead(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === list8) return bytes.subarray(3)
  return bytes[0] === list32 ? bytes.subarray(9) : undefined
}

/** One symbol, or an array of them: constructor, size, count, and the constructor of all. */
function readSymbols(bytes: Buffer): readonly string[] | undefined {
  const isArray = bytes[0] === array8 || bytes[0] === array32
  const head = bytes[0] === array8 ? 3 : 9
  if (isArray) return bytes.length > head ? readTexts(bytes.subarray(head), 16) : undefined
  return readTexts(bytes, 1)
}

function readTexts(bytes: Buffer, limit: number): readonly string[] | undefined {
  const isLong = bytes[0] === symbol32
  if (!isLong && bytes[0] !== symbol8) return undefined
  const texts: string[] = []
  let offset = 1
  while (texts.length < limit && offset + (isLong ? 4 : 1) <= bytes.length) {
    const length = isLong ? bytes.readUInt32BE(offset) : bytes.readUInt8(offset)
    const start = offset + (isLong ? 4 : 1)
    if (start + length > bytes.length) break
    texts.push(bytes.toString('latin1', start, start + length))
    offset = start + length
  }
  return texts.filter((text) => /^[A-Z0-9_-]{1,40}$/.test(text))
}
