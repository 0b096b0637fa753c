import { defineDetector, type DetectorSteps } from './define-detector.ts'
import { post, send } from './steps.ts'

/** MQTT 3.1.1: CONNECT without user and password, then the broker's version topic. Publishes nothing. */
export const mqtt = defineDetector({
  id: 'mqtt',
  title: 'MQTT',
  transport: 'tcp',
  ports: [1883],
  tlsPorts: [8883],
  prevalence: 25,
  maxConnections: 1,
  *detect() {
    const reply = yield send(connect, { until: (bytes) => bytes.length >= 4, timeoutMs: 1500 })
    const returnCode = parseConnack(reply.bytes)
    if (returnCode === undefined) return undefined
    const version = returnCode === 0 ? yield* readVersion() : undefined
    return {
      service: 'mqtt',
      confidence: 100,
      evidence: `CONNACK with return code ${returnCode}`,
      clues: version === undefined ? [] : [{ field: 'mqtt.version', text: version }],
      extra: { returnCode, brokerVersion: version, isAnonymousAllowed: returnCode === 0 },
    }
  },
})

/** Section 3.1: protocol level 4, clean session, keep-alive 60 s, client `scan`. */
const connect = Buffer.from('\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04scan', 'latin1')

const topic = '$SYS/broker/version'

function parseConnack(bytes: Buffer): number | undefined {
  const isConnack = bytes.length >= 4 && bytes[0] === 0x20 && bytes[1] === 2
  const returnCode = bytes[3] ?? 255
  return isConnack && (bytes[2] ?? 2) <= 1 && returnCode <= 5 ? returnCode : undefined
}

function* readVersion(): DetectorSteps<string | undefined> {
  const subscribe = Buffer.from(`\x82\x18\x00\x01\x00\x13${topic}\x00`, 'latin1')
  const hasTopic = (bytes: Buffer) => readPublished(bytes) !== undefined
  const reply = yield send(subscribe, { until: hasTopic, timeoutMs: 1000 })
  const version = readPublished(reply.bytes)
  yield post(Buffer.from([0xe0, 0]))
  return version
}

/** The payload of the PUBLISH (3.3) of the topic; its length stands before the topic. */
function readPublished(bytes: Buffer): string | undefined {
  const at = bytes.indexOf(topic)
  if (at < 4) return undefined
  const end = at - 2 + bytes.readUInt8(at - 3)
  return end > bytes.length ? undefined : bytes.toString('utf8', at + topic.length, end)
}
