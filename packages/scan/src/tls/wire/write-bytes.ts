/** A number of two bytes, big-endian as everything in TLS (RFC 8446 3.1). */
export function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

/** A vector behind its length of one byte (RFC 8446 3.4). */
export function vector8(...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([content.length]), content])
}

/** A vector behind its length of two bytes. */
export function vector16(...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([uint16(content.length), content])
}

/** A vector behind its length of three bytes. */
export function vector24(...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([
    Buffer.from([content.length >> 16]),
    uint16(content.length & 0xffff),
    content,
  ])
}
