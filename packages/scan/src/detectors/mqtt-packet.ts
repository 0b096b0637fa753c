/** A control packet: its kind, the flags beside it, and what follows the length (MQTT 5.0 2.1). */
export type MqttPacket = { readonly kind: number; readonly body: Buffer }

/** Numbers of the control packets that we meet (2.1.2). */
export const mqttKinds = { connack: 2, publish: 3, suback: 9 } as const

const packetLimit = 32

/** The packets that have arrived whole. */
export function readMqttPackets(bytes: Buffer): readonly MqttPacket[] {
  const packets: MqttPacket[] = []
  let offset = 0
  while (offset + 2 <= bytes.length && packets.length < packetLimit) {
    const length = readVariableInteger(bytes, offset + 1)
    if (!length) break
    const end = length.end + length.value
    if (end > bytes.length) break
    packets.push({ kind: bytes.readUInt8(offset) >> 4, body: bytes.subarray(length.end, end) })
    offset = end
  }
  return packets
}

/** Writes a packet of at most 127 bytes after its first two. */
export function toMqttPacket(firstByte: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([firstByte, body.length]), body])
}

/** A string of UTF-8 with its length before it (1.5.4). */
export function toMqttString(text: string): Buffer {
  const content = Buffer.from(text)
  return Buffer.concat([Buffer.from([content.length >> 8, content.length & 255]), content])
}

/** The string at an offset, and where it ends; undefined when it is cut off. */
export function readMqttString(
  bytes: Buffer,
  offset: number,
): { readonly text: string; readonly end: number } | undefined {
  if (offset + 2 > bytes.length) return undefined
  const end = offset + 2 + bytes.readUInt16BE(offset)
  return end > bytes.length ? undefined : { text: bytes.toString('utf8', offset + 2, end), end }
}

/** Seven bits a byte, the lowest first, at most four bytes (1.5.5). */
export function readVariableInteger(
  bytes: Buffer,
  offset: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let index = 0; index < 4; index++) {
    const byte = bytes[offset + index]
    if (byte === undefined) return undefined
    value += (byte & 127) * 128 ** index
    if (byte < 128) return { value, end: offset + index + 1 }
  }
  return undefined
}
