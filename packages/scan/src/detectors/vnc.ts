import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'

/**
 * VNC's RFB (RFC 6143 7.1): version, then the security types on offer. One connection only, because
 * servers lock out a peer that breaks off repeatedly.
 */
export const vnc = defineDetector({
  id: 'vnc',
  title: 'Virtual Network Computing',
  transport: 'tcp',
  ports: [5900, 5901, 5902, 5903],
  prevalence: 25,
  maxConnections: 1,
  matchBanner: parseVersion,
  *detect() {
    const greeting = yield receive({ until: (bytes) => bytes.length >= 12 })
    const match = parseVersion(greeting.bytes)
    if (!match) return undefined
    const minor = greeting.bytes.toString('latin1', 8, 11)
    const hasList = minor >= '007' && minor < '100'
    const version = hasList ? `RFB 003.00${minor === '007' ? 7 : 8}\n` : 'RFB 003.003\n'
    const reply = yield send(version, { until: hasList ? hasTypes : hasWord, timeoutMs: 1500 })
    const security = hasList ? readTypes(reply.bytes) : readType(reply.bytes)
    return { ...match, extra: { ...match.extra, ...security } }
  },
})

function parseVersion(bytes: Buffer): Match | undefined {
  const version = /^RFB (\d{3})\.(\d{3})\n/.exec(bytes.toString('latin1', 0, 12))
  if (!version) return undefined
  const protocol = `${Number(version[1])}.${Number(version[2])}`
  return {
    service: 'vnc',
    confidence: 100,
    evidence: `RFB protocol ${protocol}`,
    clues: [],
    extra: { protocol },
  }
}

function hasTypes(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.length >= 1 + bytes.readUInt8(0) && bytes[0] !== 0
}

function hasWord(bytes: Buffer): boolean {
  return bytes.length >= 4
}

/** IANA's registry of RFB security types. */
const types: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'vnc-authentication',
  5: 'ra2',
  6: 'ra2ne',
  16: 'tight',
  18: 'tls',
  19: 'vencrypt',
  30: 'apple-remote-desktop',
}

function readTypes(bytes: Buffer): Readonly<Record<string, unknown>> {
  const count = bytes[0]
  if (count === undefined) return {}
  if (count === 0) return { error: bytes.toString('latin1', 5, 205) }
  const listed = [...bytes.subarray(1, 1 + count)]
  return { securityTypes: listed.map((type) => types[type] ?? String(type)) }
}

function readType(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (!hasWord(bytes)) return {}
  const type = bytes.readUInt32BE(0)
  return { securityTypes: [types[type] ?? String(type)] }
}
