import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Kafka (kafka.apache.org, Protocol Guide): ApiVersions; a SASL handshake with a mechanism that does
 * not exist, which tells whether a login is asked for; then the cluster's metadata where none is.
 */
export const kafka = defineDetector({
  id: 'kafka',
  title: 'Apache Kafka',
  transport: 'tcp',
  ports: [9092, 9091, 9094, 19092, 29092],
  tlsPorts: [9093],
  prevalence: 12,
  maxConnections: 1,
  *detect() {
    const versions = yield send(request(apiVersions, 0), { until: hasMessage, timeoutMs: 1500 })
    const apis = readApis(readMessage(versions.bytes))
    if (!apis) return undefined
    const sasl = yield send(request(saslHandshake, 1, text(mechanism)), saslWait)
    const login = readLogin(readMessage(sasl.bytes))
    if (login.isRequired !== false || !apis.has(metadata)) return toMatch(apis, login)
    const reply = yield send(request(metadata, 4, noTopics), { until: hasMessage, timeoutMs: 1500 })
    return toMatch(apis, login, readCluster(readMessage(reply.bytes)))
  },
})

const [apiVersions, saslHandshake, metadata] = [18, 17, 3]
const mechanism = 'NONE'
const saslWait = { until: hasMessage, timeoutMs: 1500 }
const correlationId = 0x57_56
const lengthBytes = 4
const messageLimitBytes = 65_536

/** An empty list of topics, and none may be made. */
const noTopics = Buffer.from([0, 0, 0, 0, 0])

function request(key: number, version: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(lengthBytes + 8)
  const client = text('windvane')
  head.writeInt32BE(8 + client.length + body.length, 0)
  head.writeInt16BE(key, 4)
  head.writeInt16BE(version, 6)
  head.writeInt32BE(correlationId, 8)
  return Buffer.concat([head, client, body])
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeInt16BE(value.length, 0)
  return Buffer.concat([length, Buffer.from(value, 'latin1')])
}

function hasMessage(bytes: Buffer): boolean {
  if (bytes.length < lengthBytes) return false
  const length = bytes.readUInt32BE(0)
  return length > messageLimitBytes || bytes.length >= lengthBytes + length
}

/** What follows the correlation id, when it is ours. */
function readMessage(bytes: Buffer): Buffer | undefined {
  if (bytes.length < lengthBytes + 4 || !hasMessage(bytes)) return undefined
  const length = bytes.readUInt32BE(0)
  if (length > messageLimitBytes || bytes.readUInt32BE(lengthBytes) !== correlationId)
    return undefined
  return bytes.subarray(lengthBytes + 4, lengthBytes + length)
}

type Apis = ReadonlyMap<number, string>

/** Every broker since 0.10 lists ApiVersions itself. */
function readApis(message: Buffer | undefined): Apis | undefined {
  if (!message) return undefined
  const reader = new ByteReader(message)
  const apis = new Map<number, string>()
  if (reader.u16() !== 0) return undefined
  const count = reader.u32()
  if (count > 200) return undefined
  for (let index = 0; index < count; index++)
    apis.set(reader.u16(), `${reader.u16()}-${reader.u16()}`)
  return !reader.isCut && apis.has(apiVersions) ? apis : undefined
}

type Login = { readonly isRequired?: boolean; readonly mechanisms?: readonly string[] }

const unsupportedMechanism = 33
const illegalSaslState = 34

/** A listener without SASL says that the handshake is out of place. */
function readLogin(message: Buffer | undefined): Login {
  if (!message) return {}
  const reader = new ByteReader(message)
  const error = reader.u16()
  if (error === illegalSaslState) return { isRequired: false }
  if (error !== unsupportedMechanism) return {}
  const count = Math.min(reader.u32(), 20)
  const mechanisms = Array.from({ length: count }, () => reader.text(reader.u16()))
  return { isRequired: true, mechanisms }
}

type Cluster = Readonly<{ brokers: readonly string[]; clusterId: string }>

function readCluster(message: Buffer | undefined): Cluster | undefined {
  if (!message) return undefined
  const reader = new ByteReader(message, 4)
  const count = Math.min(reader.u32(), 100)
  const brokers = Array.from({ length: count }, () => readBroker(reader))
  const clusterId = readNullable(reader)
  return reader.isCut ? undefined : { brokers, clusterId }
}

/** Node, host, port and rack. */
function readBroker(reader: ByteReader): string {
  reader.skip(4)
  const broker = `${reader.text(reader.u16())}:${reader.u32()}`
  readNullable(reader)
  return broker
}

function readNullable(reader: ByteReader): string {
  const length = reader.u16()
  return length === 0xffff ? '' : reader.text(length)
}

function toMatch(apis: Apis, login: Login, cluster?: Cluster): Match {
  const isOpen = cluster !== undefined
  return {
    service: 'kafka',
    confidence: 100,
    evidence: isOpen
      ? `cluster of ${cluster.brokers.length} brokers is told without a login`
      : `ApiVersions lists ${apis.size} requests`,
    clues: [{ field: 'kafka.protocol', text: 'ApiVersions' }],
    ...(login.isRequired === undefined ? {} : { isAuthRequired: login.isRequired }),
    ...(isOpen || login.isRequired ? { isAnonymousAllowed: isOpen } : {}),
    extra: {
      apis: Object.fromEntries(apis),
      saslMechanisms: login.mechanisms,
      brokers: cluster?.brokers,
      clusterId: cluster?.clusterId,
    },
  }
}
