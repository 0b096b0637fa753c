import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/** AgentX (RFC 2741): a Ping of a session that was never opened, which the agent must refuse. */
export const agentx = defineDetector({
  id: 'agentx',
  title: 'Agent Extensibility Protocol',
  transport: 'tcp',
  ports: [705],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const reply = yield send(ping, { until: (bytes) => bytes.length >= 28, timeoutMs: 1500 })
    const error = readError(reply.bytes)
    if (error === undefined) return undefined
    return {
      service: 'agentx',
      confidence: 100,
      evidence: `Response with error ${error}`,
      clues: [],
      extra: { error },
    }
  },
})

const sessionId = 0x7761_6e65
const packetId = 1

// RFC 2741 6.1: version 1, type 13 (Ping), network byte order, no context; then ids and no payload.
const ping = Buffer.alloc(20)
ping.set([1, 13, 0x10, 0])
ping.writeUInt32BE(sessionId, 4)
ping.writeUInt32BE(packetId, 12)

const responseType = 18

/** A Response (RFC 2741 6.2.16) that carries our packet's number; 257 is notOpen. */
function readError(bytes: Buffer): number | undefined {
  if (bytes.length < 28 || bytes[0] !== 1 || bytes[1] !== responseType) return undefined
  const isBigEndian = (bytes.readUInt8(2) & 0x10) !== 0
  const read = (at: number) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))
  if (read(12) !== packetId || read(16) !== bytes.length - 20) return undefined
  return isBigEndian ? bytes.readUInt16BE(24) : bytes.readUInt16LE(24)
}
