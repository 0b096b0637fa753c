import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { type Connack, parseConnack3, parseConnack5 } from './mqtt-connack.ts'
import {
  mqttKinds,
  readMqttPackets,
  readMqttString,
  toMqttPacket,
  toMqttString,
} from './mqtt-packet.ts'
import { post, reconnect, send } from './steps.ts'

/**
 * MQTT 3.1.1: CONNECT without user and password, then the broker's version topics; MQTT 5 on a second
 * connection. Leaves the choice of its client id to the broker, so that it never ends another's session.
 */
export const mqtt = defineDetector({
  id: 'mqtt',
  title: 'MQTT',
  transport: 'tcp',
  ports: [1883],
  tlsPorts: [8883],
  prevalence: 25,
  maxConnections: 2,
  *detect() {
    const reply = yield send(connect(4, []), { until: hasPacket, timeoutMs: 1500 })
    const connack = parseConnack3(readMqttPackets(reply.bytes))
    if (!connack) return undefined
    const topics = connack.code === 0 ? yield* readTopics() : new Map<string, string>()
    const { end } = yield reconnect()
    const connack5 = end === 'matched' ? yield* connect5() : undefined
    return toMatch(connack, connack5, topics)
  },
})

const cleanSession = 2
const keepAliveSeconds = 60

/** Section 3.1: protocol name and level, clean session, an empty client id. */
function connect(level: number, properties: readonly number[]): Buffer {
  const header = Buffer.from([level, cleanSession, 0, keepAliveSeconds, ...properties])
  return toMqttPacket(0x10, toMqttString('MQTT'), header, toMqttString(''))
}

function hasPacket(bytes: Buffer): boolean {
  return readMqttPackets(bytes).length > 0
}

/** Mosquitto's topic, and EMQX's. */
const versionTopics = ['$SYS/broker/version', '$SYS/brokers/+/version']

const disconnect = Buffer.from([0xe0, 0])

/** Subscribes to the version topics; what they hold comes at once, as it is retained. */
function* readTopics(): DetectorSteps<ReadonlyMap<string, string>> {
  const filters = versionTopics.map((topic) =>
    Buffer.concat([toMqttString(topic), Buffer.alloc(1)]),
  )
  const subscribe = toMqttPacket(0x82, Buffer.from([0, 1]), ...filters)
  const reply = yield send(subscribe, {
    until: (bytes) => isRefused(bytes) || readPublished(bytes).size > 0,
    timeoutMs: 1000,
  })
  yield post(disconnect)
  return readPublished(reply.bytes)
}

/** SUBACK (3.9.3): 0x80 for each filter that is refused. */
function isRefused(bytes: Buffer): boolean {
  const suback = readMqttPackets(bytes).find(({ kind }) => kind === mqttKinds.suback)
  return suback !== undefined && suback.body.subarray(2).every((code) => code === 0x80)
}

/** Topics and payloads of the PUBLISH packets of QoS 0 (3.3). */
function readPublished(bytes: Buffer): ReadonlyMap<string, string> {
  const published = new Map<string, string>()
  for (const { kind, body } of readMqttPackets(bytes)) {
    const topic = kind === mqttKinds.publish ? readMqttString(body, 0) : undefined
    if (topic) published.set(topic.text, body.toString('utf8', topic.end, topic.end + 200))
  }
  return published
}

function* connect5(): DetectorSteps<Connack | undefined> {
  const reply = yield send(connect(5, [0]), { until: hasPacket, timeoutMs: 1500 })
  const connack = parseConnack5(readMqttPackets(reply.bytes))
  if (connack?.code === 0) yield post(disconnect)
  return connack
}

/** Return codes of 3.1.1 (3.2.2.3): bad user or password, not authorised. */
const refusals = [4, 5]

/** Unsupported protocol version (MQTT 5.0 3.2.2.2). */
const unsupported = 0x84

function toMatch(
  { code }: Connack,
  connack5: Connack | undefined,
  topics: ReadonlyMap<string, string>,
): Match {
  const { assignedClientId, ...properties } = connack5?.properties ?? {}
  const [topic, text] = [...topics][0] ?? []
  const product = text === undefined ? nameById(assignedClientId) : nameByTopic(topic, text)
  return {
    service: 'mqtt',
    confidence: 100,
    evidence: `CONNACK with return code ${code}`,
    clues: product === undefined ? [] : [{ field: 'mqtt.version', text: product }],
    ...(code === 0 ? { isAuthRequired: false, isAnonymousAllowed: true } : {}),
    ...(refusals.includes(code) ? { isAuthRequired: true, isAnonymousAllowed: false } : {}),
    extra: {
      returnCode: code,
      brokerVersion: text,
      versions: [
        ...(code === 1 ? [] : ['3.1.1']),
        ...(connack5 && connack5.code !== unsupported ? ['5.0'] : []),
      ],
      ...(connack5 ? { properties } : {}),
    },
  }
}

function nameByTopic(topic: string | undefined, text: string): string {
  return topic?.startsWith('$SYS/brokers/') ? `EMQX ${text}` : text
}

/** Mosquitto makes ids of a prefix and a UUID (mosquitto.conf, auto_id_prefix). */
function nameById(id: unknown): string | undefined {
  return /^auto-[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/.test(String(id))
    ? 'mosquitto'
    : undefined
}
