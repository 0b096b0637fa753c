import { mqttKinds, type MqttPacket, readMqttString, readVariableInteger } from './mqtt-packet.ts'

/** How a broker answered CONNECT. */
export type Connack = {
  readonly code: number
  /** The properties of MQTT 5 (3.2.2.3). */
  readonly properties?: Readonly<Record<string, unknown>>
}

/** Reads the answer to a CONNECT of MQTT 3.1.1 (3.2). */
export function parseConnack3(packets: readonly MqttPacket[]): Connack | undefined {
  const first = packets[0]
  if (first?.kind !== mqttKinds.connack || first.body.length !== 2) return undefined
  const code = first.body.readUInt8(1)
  return first.body.readUInt8(0) <= 1 && code <= 5 ? { code } : undefined
}

/** Reads the answer to a CONNECT of MQTT 5; undefined also from a broker that knows 3.1.1 only. */
export function parseConnack5(packets: readonly MqttPacket[]): Connack | undefined {
  const first = packets[0]
  if (first?.kind !== mqttKinds.connack || first.body.length < 3) return undefined
  const length = readVariableInteger(first.body, 2)
  if (!length) return undefined
  const properties = first.body.subarray(length.end, length.end + length.value)
  return { code: first.body.readUInt8(1), properties: readProperties(properties) }
}

type PropertyKind = 'byte' | 'word' | 'long' | 'text' | 'pair'

/** Identifiers, names and kinds of the properties of a CONNACK (2.2.2.2). */
const properties: Readonly<Record<number, readonly [name: string, kind: PropertyKind]>> = {
  0x11: ['sessionExpirySeconds', 'long'],
  0x12: ['assignedClientId', 'text'],
  0x13: ['keepAliveSeconds', 'word'],
  0x15: ['authenticationMethod', 'text'],
  0x16: ['authenticationData', 'text'],
  0x1a: ['responseInformation', 'text'],
  0x1c: ['serverReference', 'text'],
  0x1f: ['reason', 'text'],
  0x21: ['receiveMaximum', 'word'],
  0x22: ['topicAliasMaximum', 'word'],
  0x24: ['maximumQos', 'byte'],
  0x25: ['hasRetain', 'byte'],
  0x26: ['userProperty', 'pair'],
  0x27: ['maximumPacketBytes', 'long'],
  0x28: ['hasWildcards', 'byte'],
  0x29: ['hasSubscriptionIds', 'byte'],
  0x2a: ['hasSharedSubscriptions', 'byte'],
}

function readProperties(bytes: Buffer): Readonly<Record<string, unknown>> {
  const found: [string, unknown][] = []
  let offset = 0
  while (offset < bytes.length && found.length < 32) {
    const property = properties[bytes.readUInt8(offset)]
    const value = property && readValue(bytes, offset + 1, property[1])
    if (!value) break
    found.push([property[0], value.value])
    offset = value.end
  }
  return Object.fromEntries(found)
}

type Read = { readonly value: unknown; readonly end: number }

const sizes = { byte: 1, word: 2, long: 4 } as const

function readValue(bytes: Buffer, offset: number, kind: PropertyKind): Read | undefined {
  if (kind === 'text' || kind === 'pair') return readText(bytes, offset, kind)
  const end = offset + sizes[kind]
  return end > bytes.length ? undefined : { value: bytes.readUIntBE(offset, sizes[kind]), end }
}

function readText(bytes: Buffer, offset: number, kind: 'text' | 'pair'): Read | undefined {
  const first = readMqttString(bytes, offset)
  if (!first || kind === 'text') return first && { value: first.text.slice(0, 200), end: first.end }
  const second = readMqttString(bytes, first.end)
  return second && { value: `${first.text}=${second.text}`.slice(0, 200), end: second.end }
}
