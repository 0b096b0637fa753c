import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** RTMP (Adobe's Real Time Messaging Protocol 1.0, 5.2): C0 and C1, answered by S0, S1 and our own bytes in S2. */
export const rtmp = defineDetector({
  id: 'rtmp',
  title: 'Real Time Messaging Protocol',
  transport: 'tcp',
  ports: [1935],
  tlsPorts: [1936],
  prevalence: 12,
  maxConnections: 1,
  *detect() {
    const reply = yield send(hello(), { until: hasHandshake, timeoutMs: 1500 })
    return parseHandshake(reply.bytes)
  },
})

const version = 3
const partBytes = 1536

/** Version, then time, four zeros and bytes of any value. */
function hello(): Buffer {
  const bytes = Buffer.alloc(1 + partBytes)
  bytes.writeUInt8(version, 0)
  for (let offset = 9; offset < bytes.length; offset++) bytes.writeUInt8((offset * 7) & 255, offset)
  return bytes
}

function hasHandshake(bytes: Buffer): boolean {
  return bytes[0] !== version || bytes.length >= 1 + partBytes * 2
}

function parseHandshake(bytes: Buffer): Match | undefined {
  if (bytes[0] !== version || !hasHandshake(bytes)) return undefined
  const echo = bytes.subarray(1 + partBytes + 8, 1 + partBytes * 2)
  if (!echo.equals(hello().subarray(9))) return undefined
  // Adobe's server writes its version where the specification has zeros; others write a constant.
  const mark = bytes.toString('hex', 5, 9)
  return {
    service: 'rtmp',
    confidence: 100,
    evidence: 'the handshake is echoed',
    clues: [],
    banner: Buffer.alloc(0),
    extra: { protocol: version, mark },
  }
}
