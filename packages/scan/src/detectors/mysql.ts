import { defineDetector, type Match } from './define-detector.ts'
import { post, receive, startTls } from './steps.ts'

/**
 * MySQL and MariaDB: the server's first packet, a greeting or an error, then SSLRequest when TLS is
 * offered (dev.mysql.com, Client/Server Protocol, Connection Phase). Sends no user and no password.
 */
export const mysql = defineDetector({
  id: 'mysql',
  title: 'MySQL',
  transport: 'tcp',
  ports: [3306, 3307],
  prevalence: 55,
  maxConnections: 1,
  matchBanner: parsePacket,
  *detect() {
    const greeting = yield receive({ until: hasPacket })
    const match = parsePacket(greeting.bytes)
    if (match?.extra['hasTls'] !== true) return match
    yield post(sslRequest())
    yield startTls()
    return match
  },
  *startTls() {
    const greeting = yield receive({ until: hasPacket })
    if (parsePacket(greeting.bytes)?.extra['hasTls'] !== true) return false
    yield post(sslRequest())
    return true
  },
})

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.length >= 4 + bytes.readUIntLE(0, 3)
}

function parsePacket(bytes: Buffer): Match | undefined {
  if (!hasPacket(bytes) || bytes[3] !== 0) return undefined
  const payload = bytes.subarray(4, 4 + bytes.readUIntLE(0, 3))
  if (payload[0] === 0xff) return parseError(payload)
  return payload[0] === 10 ? parseGreeting(payload) : undefined
}

function parseError(payload: Buffer): Match | undefined {
  if (payload.length < 10) return undefined
  const code = payload.readUInt16LE(1)
  const message = payload.toString('utf8', 3, 515).replace(/^#[0-9A-Z]{5}/, '')
  if (code < 1000 || code > 4999 || !/^[\x20-\x7e]{5}/.test(message)) return undefined
  const product = message.includes('MariaDB') ? 'MariaDB' : 'MySQL'
  return {
    service: 'mysql',
    confidence: 95,
    evidence: `error ${code} "${message.slice(0, 100)}"`,
    clues: [{ field: 'mysql.version', text: product }],
    extra: { errorCode: code, error: message },
  }
}

const flagSsl = 0x0800
const flagProtocol41 = 0x0200
const flagSecureConnection = 0x8000

function parseGreeting(payload: Buffer): Match | undefined {
  const versionEnd = payload.indexOf(0, 1)
  const flags = versionEnd + 1 + 4 + 8 + 1
  if (versionEnd < 2 || versionEnd > 100 || flags + 2 > payload.length) return undefined
  const version = payload.toString('latin1', 1, versionEnd)
  if (!/^\d{1,2}\.\d/.test(version)) return undefined
  const capabilities = readCapabilities(payload, flags)
  const hasFlag = (flag: number) => (capabilities & flag) !== 0
  return {
    service: 'mysql',
    confidence: 100,
    evidence: `greeting of version "${version}"`,
    clues: [{ field: 'mysql.version', text: version }],
    // The rest of the greeting is a number of the connection and a random salt.
    banner: Buffer.from(version, 'latin1'),
    extra: {
      protocol: 10,
      serverVersion: version,
      hasTls: hasFlag(flagSsl),
      hasSecureAuthentication: hasFlag(flagProtocol41) && hasFlag(flagSecureConnection),
      authenticationPlugin: readPlugin(payload, flags),
      collation: payload[flags + 2],
      status: flags + 5 <= payload.length ? payload.readUInt16LE(flags + 3) : undefined,
      capabilities: capabilityNames.filter((_, bit) => (capabilities >>> bit) & 1),
    },
  }
}

/** The lower half stands before the character set and the status, the upper half behind. */
function readCapabilities(payload: Buffer, flags: number): number {
  const upper = flags + 7 <= payload.length ? payload.readUInt16LE(flags + 5) : 0
  return (payload.readUInt16LE(flags) | (upper << 16)) >>> 0
}

/** Capability flags from the lowest bit (dev.mysql.com, Capabilities Flags); MariaDB clears the first. */
const capabilityNames = [
  'long-password',
  'found-rows',
  'long-flag',
  'connect-with-db',
  'no-schema',
  'compress',
  'odbc',
  'local-files',
  'ignore-space',
  'protocol-41',
  'interactive',
  'ssl',
  'ignore-sigpipe',
  'transactions',
  'reserved',
  'secure-connection',
  'multi-statements',
  'multi-results',
  'ps-multi-results',
  'plugin-auth',
  'connect-attributes',
  'plugin-auth-lenenc-data',
  'expired-passwords',
  'session-track',
  'deprecate-eof',
  'optional-resultset-metadata',
  'zstd-compression',
]

/** After the flags: charset, status, upper flags, salt length, 10 reserved, the rest of the salt. */
function readPlugin(payload: Buffer, flags: number): string | undefined {
  const saltLength = payload[flags + 7]
  if (saltLength === undefined) return undefined
  const start = flags + 18 + Math.max(13, saltLength - 8)
  const end = payload.indexOf(0, start)
  const name = payload.toString('latin1', start, end < 0 ? payload.length : end).slice(0, 100)
  return /^\w+$/.test(name) ? name : undefined
}

function sslRequest(): Buffer {
  const packet = Buffer.alloc(4 + 32)
  packet.writeUIntLE(32, 0, 3)
  packet.writeUInt8(1, 3)
  packet.writeUInt32LE(flagSsl | flagProtocol41 | flagSecureConnection, 4)
  packet.writeUInt32LE(0x00ffffff, 8)
  packet.writeUInt8(33, 12)
  return packet
}
