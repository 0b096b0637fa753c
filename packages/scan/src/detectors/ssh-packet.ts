/** Numbers of the messages up to the host key (RFC 4250 4.1.2). */
export const sshMessages = { disconnect: 1, kexInit: 20, kexReply: 31 } as const

/** The largest packet that every implementation takes (RFC 4253 6.1). */
const packetLimitBytes = 35_000
const packetLimit = 16
const blockBytes = 8
const minimumPaddingBytes = 4

/** The payloads of the unencrypted packets that have arrived whole (RFC 4253 6). */
export function readSshPayloads(bytes: Buffer): readonly Buffer[] {
  const payloads: Buffer[] = []
  let offset = 0
  while (offset + 6 <= bytes.length && payloads.length < packetLimit) {
    const end = offset + 4 + bytes.readUInt32BE(offset)
    const payloadEnd = end - bytes.readUInt8(offset + 4)
    if (end - offset > packetLimitBytes || end > bytes.length || payloadEnd < offset + 6) break
    payloads.push(bytes.subarray(offset + 5, payloadEnd))
    offset = end
  }
  return payloads
}

/** Packs a payload as one unencrypted packet; the padding is not random, for it hides nothing. */
export function toSshPacket(payload: Buffer): Buffer {
  const filled = (5 + payload.length + minimumPaddingBytes) % blockBytes
  const paddingBytes = minimumPaddingBytes + (filled === 0 ? 0 : blockBytes - filled)
  const packet = Buffer.alloc(5 + payload.length + paddingBytes)
  packet.writeUInt32BE(packet.length - 4, 0)
  packet.writeUInt8(paddingBytes, 4)
  payload.copy(packet, 5)
  return packet
}

/** The `string`s (RFC 4251 5) that follow one another from an offset; those that are cut off are left out. */
export function readSshStrings(bytes: Buffer, start: number, limit: number): readonly Buffer[] {
  const strings: Buffer[] = []
  let offset = start
  while (strings.length < limit && offset + 4 <= bytes.length) {
    const end = offset + 4 + bytes.readUInt32BE(offset)
    if (end > bytes.length) break
    strings.push(bytes.subarray(offset + 4, end))
    offset = end
  }
  return strings
}

/** Writes a `string` (RFC 4251 5). */
export function toSshString(value: Buffer | string): Buffer {
  const content = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}
