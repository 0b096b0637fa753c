import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Java RMI (RMI Wire Protocol, 10.2): the handshake of the stream protocol, then Registry.list, which
 * names what is bound. Looks nothing up and calls no object.
 */
export const javaRmi = defineDetector({
  id: 'java-rmi',
  title: 'Java RMI',
  transport: 'tcp',
  ports: [1099, 1098, 1090, 9010],
  tlsPorts: [1099],
  prevalence: 10,
  maxConnections: 1,
  *detect() {
    const reply = yield send('JRMI\0\x02\x4b', { until: hasEndpoint, timeoutMs: 1500 })
    const endpoint = readEndpoint(reply.bytes)
    if (!endpoint) return undefined
    const call = Buffer.concat([noEndpoint, listCall])
    const names = yield send(call, { timeoutMs: 1000 })
    return toMatch(endpoint, readNames(names.bytes))
  },
})

const protocolAck = 0x4e

type Endpoint = { readonly host: string; readonly port: number }

function hasEndpoint(bytes: Buffer): boolean {
  return bytes[0] !== protocolAck || readEndpoint(bytes) !== undefined
}

/** The server tells which address and port of ours it sees. */
function readEndpoint(bytes: Buffer): Endpoint | undefined {
  const reader = new ByteReader(bytes)
  const isAck = reader.u8() === protocolAck
  const host = reader.text(reader.u16())
  const port = reader.u32()
  const isAddress = /^[\w.:%-]{1,253}$/.test(host) && port < 65_536
  return isAck && isAddress && !reader.isCut ? { host, port } : undefined
}

/** The client has no server of its own. */
const noEndpoint = Buffer.from([0, 0, 0, 0, 0, 0])

/**
 * A Call in Java's serialization: the registry's well-known object id (number 0), operation 1 and the
 * hash of the interface of java.rmi.registry.RegistryImpl.
 */
const listCall = Buffer.concat([
  Buffer.from([0x50, 0xac, 0xed, 0x00, 0x05, 0x77, 0x22]),
  Buffer.alloc(22),
  Buffer.from([0, 0, 0, 1]),
  Buffer.from('44154dc9d4e63bdf', 'hex'),
])

const returnData = 0x51
const normalReturn = 0x01
const [textCode, arrayCode] = [0x74, 0x75]
const maxNames = 100

/** ReturnData, stream header, a block of 15 bytes with kind and UID, then String[]. */
function readNames(bytes: Buffer): readonly string[] | undefined {
  const isNormal = bytes[0] === returnData && bytes[5] === 0x77 && bytes[7] === normalReturn
  if (!isNormal || bytes[22] !== arrayCode) return undefined
  // After the description of String[]: its end, no superclass, the number of texts.
  const end = bytes.indexOf(Buffer.from([0x78, 0x70]), 23)
  if (end < 0) return undefined
  const reader = new ByteReader(bytes, end + 2)
  const count = Math.min(reader.u32(), maxNames)
  const names: string[] = []
  while (names.length < count && reader.u8() === textCode) names.push(reader.text(reader.u16()))
  return names.filter((name) => name !== '')
}

function toMatch(endpoint: Endpoint, names: readonly string[] | undefined): Match {
  return {
    service: 'java-rmi',
    confidence: 100,
    evidence: names
      ? `registry lists ${names.length} names: ${names.join(', ')}`.slice(0, 150)
      : 'the handshake is acknowledged',
    clues: [],
    banner: Buffer.alloc(0),
    ...(names ? { isAuthRequired: false, isAnonymousAllowed: true } : {}),
    extra: { isRegistry: names !== undefined, names, seenAs: endpoint.host },
  }
}
