import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** QUIC: a version that nobody speaks is answered by those that are spoken (RFC 9000 6, RFC 8999). */
export const quic = defineDetector({
  id: 'quic',
  title: 'QUIC',
  transport: 'udp',
  // RFC 9250: DNS over QUIC on 853.
  ports: [443, 853, 8443],
  prevalence: 75,
  maxConnections: 1,
  *detect() {
    const reply = yield send(initialOfUnknownVersion())
    return parseNegotiation(reply.bytes)
  },
})

const destination = Buffer.from('57494e4456414e45', 'hex')
const source = Buffer.from('57494e44', 'hex')

/** RFC 9000 15 reserves 0x?a?a?a?a for this; 14.1: servers ignore what is shorter than 1,200 bytes. */
const reservedVersion = 0x1a2a3a4a
const datagramSize = 1200

function initialOfUnknownVersion(): Buffer {
  const packet = Buffer.alloc(datagramSize)
  // Long header, fixed bit, Initial.
  packet.writeUInt8(0xc0, 0)
  packet.writeUInt32BE(reservedVersion, 1)
  packet.writeUInt8(destination.length, 5)
  destination.copy(packet, 6)
  packet.writeUInt8(source.length, 6 + destination.length)
  source.copy(packet, 7 + destination.length)
  return packet
}

const maxVersions = 40

/** A version negotiation repeats our identifiers, swapped (RFC 9000 17.2.1). */
function parseNegotiation(bytes: Buffer): Match | undefined {
  const identifiers = Buffer.concat([
    Buffer.from([source.length]),
    source,
    Buffer.from([destination.length]),
    destination,
  ])
  const start = 5 + identifiers.length
  if (bytes.length < start + 4 || (bytes.readUInt8(0) & 0x80) === 0) return undefined
  if (bytes.readUInt32BE(1) !== 0 || !bytes.subarray(5, start).equals(identifiers)) return undefined
  const count = Math.min(maxVersions, Math.floor((bytes.length - start) / 4))
  const numbers = Array.from({ length: count }, (_, at) => bytes.readUInt32BE(start + at * 4))
  const versions = numbers.filter((version) => !isReserved(version)).map(formatVersion)
  return {
    service: 'quic',
    confidence: 100,
    evidence: `version negotiation: ${versions.join(' ')}`.slice(0, 200),
    clues: [],
    extra: { versions },
  }
}

function isReserved(version: number): boolean {
  return (version & 0x0f0f0f0f) === 0x0a0a0a0a
}

/** RFC 9000 15, RFC 9369 3, the drafts before them, and Google's own. */
function formatVersion(version: number): string {
  if (version === 1) return '1'
  if (version === 0x6b3343cf) return '2'
  if (version >>> 8 === 0xff0000) return `draft-${version & 255}`
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(version)
  const text = bytes.toString('latin1')
  return /^[QT]\d{3}$/.test(text) ? text : bytes.toString('hex')
}
