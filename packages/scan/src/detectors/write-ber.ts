/** Writes an element of BER with a definite length (X.690 8.1) of up to 65,535 bytes, as DER does. */
export function writeBer(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...writeLength(content.length)]), content])
}

function writeLength(length: number): readonly number[] {
  if (length < 128) return [length]
  return length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
}

/** Writes an integer of up to 31 bits (X.690 8.3). */
export function writeBerInteger(value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt32BE(value, 1)
  let start = 0
  // The shortest form: a leading zero only where the next byte would read as a sign.
  while (start < 4 && bytes[start] === 0 && (bytes[start + 1] ?? 0) < 0x80) start += 1
  return writeBer(0x02, bytes.subarray(start))
}

/** Writes an object identifier (X.690 8.19) whose arcs are below 128. */
export function writeBerOid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return writeBer(0x06, Buffer.from([first * 40 + second, ...rest]))
}
