import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

const sessionPort = 139

/**
 * NetBIOS session service (RFC 1002 4.3) with SMB inside ([MS-SMB2] 2.2.3): a session request to the
 * name that every SMB server answers to, then NEGOTIATE. Sets up no SMB session.
 */
export const netbiosSsn = defineDetector({
  id: 'netbios-ssn',
  title: 'NetBIOS session service',
  transport: 'tcp',
  ports: [sessionPort],
  prevalence: 10,
  maxConnections: 1,
  *detect({ port }) {
    const reply = yield send(sessionRequest(), { until: hasPacket, timeoutMs: 1500 })
    const refusal = readRefusal(reply.bytes)
    if (refusal) return toMatch(`session refused: ${refusal}`, { error: refusal })
    if (!isAccepted(reply.bytes)) return undefined
    const answer = yield send(negotiate(), { until: hasPacket, timeoutMs: 1500 })
    const match = toMatch('session accepted', readNegotiation(answer.bytes))
    // Samba takes a session request for SMB over TCP too.
    return port === sessionPort ? match : { ...match, isProvisional: true }
  },
})

const headerBytes = 4
const [messageType, requestType, acceptedType, refusedType] = [0x00, 0x81, 0x82, 0x83]

function sessionRequest(): Buffer {
  const names = Buffer.concat([encodeName('*SMBSERVER'), encodeName('WINDVANE')])
  return Buffer.concat([Buffer.from([requestType, 0, 0, names.length]), names])
}

/** RFC 1001 14.1: 16 bytes, each half written as a letter from A. */
function encodeName(name: string): Buffer {
  const letters = [...Buffer.from(name.padEnd(16), 'latin1')].flatMap((byte) => [
    0x41 + (byte >> 4),
    0x41 + (byte & 15),
  ])
  return Buffer.from([letters.length, ...letters, 0])
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= headerBytes + lengthOf(bytes)
}

function lengthOf(bytes: Buffer): number {
  return bytes.readUInt32BE(0) & 0x0001_ffff
}

function isAccepted(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes[0] === acceptedType && bytes.readUInt16BE(2) === 0
}

/** RFC 1002 4.3.4. */
const refusals: Readonly<{ [code: number]: string }> = {
  0x80: 'not listening on called name',
  0x81: 'not listening for calling name',
  0x82: 'called name not present',
  0x83: 'insufficient resources',
  0x8f: 'unspecified error',
}

function readRefusal(bytes: Buffer): string | undefined {
  const isRefused = bytes.length === headerBytes + 1 && bytes[0] === refusedType
  return isRefused && lengthOf(bytes) === 1 ? refusals[bytes[headerBytes] ?? 0] : undefined
}

const smbHeaderBytes = 64
/** 3.1.1 would need contexts and tells nothing more here. */
const dialects = [0x0202, 0x0210, 0x0300, 0x0302]

function negotiate(): Buffer {
  const message = Buffer.alloc(headerBytes + smbHeaderBytes + 36 + dialects.length * 2)
  message.writeUInt32BE(message.length - headerBytes, 0)
  message.writeUInt8(messageType, 0)
  message.write('\xfeSMB', headerBytes, 'latin1')
  message.writeUInt16LE(smbHeaderBytes, 8)
  message.writeUInt16LE(1, 18)
  message.writeUInt16LE(36, 68)
  message.writeUInt16LE(dialects.length, 70)
  message.writeUInt16LE(1, 72)
  dialects.forEach((dialect, index) => message.writeUInt16LE(dialect, 104 + index * 2))
  return message
}

/** [MS-SMB2] 2.2.4: structure size 65, security mode, dialect. */
function readNegotiation(bytes: Buffer): Match['extra'] {
  const body = bytes.subarray(headerBytes + smbHeaderBytes)
  const isSmb = bytes.toString('latin1', headerBytes, headerBytes + 4) === '\xfeSMB'
  if (!isSmb || body.length < 24 || body.readUInt16LE(0) !== 65) return {}
  const number = body.readUInt16LE(4)
  const dialect = [number >> 8, (number >> 4) & 15, number & 15].join('.')
  const mode = body.readUInt16LE(2)
  return {
    dialect: number === 0x02ff ? undefined : dialect,
    isSigningEnabled: (mode & 1) !== 0,
    isSigningRequired: (mode & 2) !== 0,
    serverGuid: body.toString('hex', 8, 24),
  }
}

function toMatch(evidence: string, extra: Match['extra']): Match {
  return { service: 'netbios-ssn', confidence: 100, evidence, clues: [], extra }
}
