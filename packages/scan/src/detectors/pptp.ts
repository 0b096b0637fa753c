import { defineDetector, type Clue, type Match } from './define-detector.ts'
import { farewellMs, send } from './steps.ts'

/** PPTP (RFC 2637 2.1, 2.2): Start-Control-Connection, answered with vendor, host name and firmware. No call is made. */
export const pptp = defineDetector({
  id: 'pptp',
  title: 'Point-to-Point Tunneling Protocol',
  transport: 'tcp',
  ports: [1723],
  prevalence: 12,
  maxConnections: 1,
  // RFC 2637 3.1.3: one control connection between two hosts.
  takesOneConnection: true,
  *detect() {
    const reply = yield send(startRequest(), { until: hasMessage, timeoutMs: 1500 })
    const match = parseReply(reply.bytes)
    if (match) yield send(stopRequest(), { until: hasMessage, timeoutMs: farewellMs })
    return match
  },
})

const magicCookie = 0x1a2b_3c4d
const controlMessage = 1
const [startRequestType, startReplyType, stopRequestType] = [1, 2, 3]
const startBytes = 156

function startRequest(): Buffer {
  const message = header(startRequestType, startBytes)
  message.writeUInt16BE(0x0100, 12)
  message.writeUInt32BE(1, 16)
  message.writeUInt32BE(1, 20)
  return message
}

/** RFC 2637 2.3; reason 1: no particular one. */
function stopRequest(): Buffer {
  const message = header(stopRequestType, 16)
  message.writeUInt8(1, 12)
  return message
}

function header(type: number, length: number): Buffer {
  const message = Buffer.alloc(length)
  message.writeUInt16BE(length, 0)
  message.writeUInt16BE(controlMessage, 2)
  message.writeUInt32BE(magicCookie, 4)
  message.writeUInt16BE(type, 8)
  return message
}

function hasMessage(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= bytes.readUInt16BE(0)
}

function parseReply(bytes: Buffer): Match | undefined {
  if (bytes.length < startBytes || bytes.readUInt32BE(4) !== magicCookie) return undefined
  if (bytes.readUInt16BE(8) !== startReplyType) return undefined
  const hostName = readText(bytes, 28)
  const vendor = readText(bytes, 92)
  const firmware = bytes.readUInt16BE(26)
  const clues: readonly Clue[] = [{ field: 'pptp.vendor', text: vendor }]
  return {
    service: 'pptp',
    confidence: 100,
    evidence: `control connection of "${vendor}", firmware ${firmware}`,
    clues,
    // pptpd says `local` unless it is told otherwise.
    ...(hostName === '' || hostName === 'local' ? {} : { hostname: hostName.toLowerCase() }),
    extra: {
      vendor,
      hostName,
      firmware,
      protocol: `${bytes[12]}.${bytes[13]}`,
      resultCode: bytes[14],
      maxChannels: bytes.readUInt16BE(24),
    },
  }
}

/** A field of 64 bytes, filled up with zeros. */
function readText(bytes: Buffer, start: number): string {
  return bytes.toString('latin1', start, start + 64).replace(/\0.*$/s, '')
}
