import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** X11 (X Window System Protocol, 8): connection setup without authorization; success tells vendor and release. */
export const x11 = defineDetector({
  id: 'x11',
  title: 'X Window System',
  transport: 'tcp',
  ports: [6000, 6001, 6002, 6003, 6004, 6005, 6010],
  prevalence: 8,
  maxConnections: 1,
  *detect() {
    const reply = yield send(setup(), { until: hasReply, timeoutMs: 1500 })
    return parseReply(reply.bytes)
  },
})

/** Low byte first, protocol 11.0, no authorization. */
function setup(): Buffer {
  return Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

const headBytes = 8

function hasReply(bytes: Buffer): boolean {
  return bytes.length >= headBytes && bytes.length >= headBytes + bytes.readUInt16LE(6) * 4
}

const [failed, success, authenticate] = [0, 1, 2]

function parseReply(bytes: Buffer): Match | undefined {
  if (!hasReply(bytes)) return undefined
  const reader = new ByteReader(bytes)
  const status = reader.u8()
  const reasonBytes = reader.u8()
  const protocol = `${reader.u16le()}.${reader.u16le()}`
  const bodyBytes = reader.u16le() * 4
  if (!protocol.startsWith('11.')) return undefined
  if (status === failed) return parseRefusal(reader.text(reasonBytes), protocol)
  if (status === authenticate) return parseRefusal(reader.text(bodyBytes), protocol)
  return status === success ? parseSuccess(reader, protocol) : undefined
}

function parseRefusal(text: string, protocol: string): Match | undefined {
  const reason = text.replace(/[\0\n]+$/, '')
  if (!/^[\x20-\x7e]{3,}$/.test(reason)) return undefined
  const match = found(`refused: ${reason}`, [], { protocol, error: reason })
  return { ...match, isAuthRequired: true, isAnonymousAllowed: false }
}

/** Release, resource mask and base, motion buffer; then lengths and counts, and the vendor's name. */
function parseSuccess(reader: ByteReader, protocol: string): Match | undefined {
  const release = reader.u32le()
  reader.skip(12)
  const vendorBytes = reader.u16le()
  reader.skip(2)
  const screens = reader.u8()
  reader.skip(11)
  const vendor = reader.text(vendorBytes)
  if (reader.isCut || vendor === '') return undefined
  const clue = { field: 'x11.vendor', text: `${vendor} ${toVersion(vendor, release)}` }
  const extra = { protocol, vendor, release, screens }
  const match = found(`opened by "${vendor}" release ${release}`, [clue], extra)
  const banner = Buffer.from(vendor)
  return { ...match, banner, isAuthRequired: false, isAnonymousAllowed: true }
}

/** X.Org writes 1.20.11 as 12011000 and, since its version 21, 21.1.7 as 12101007. */
function toVersion(vendor: string, release: number): string {
  if (!vendor.includes('X.Org')) return String(release)
  const parts = [
    Math.floor(release / 10_000_000),
    Math.floor(release / 100_000) % 100,
    Math.floor(release / 1000) % 100,
    release % 1000,
  ]
  const [, minor = 0] = parts
  return minor >= 21 ? parts.slice(1).join('.') : parts.slice(0, 3).join('.')
}

function found(evidence: string, clues: Match['clues'], extra: Match['extra']): Match {
  return { service: 'x11', confidence: 100, evidence, clues, extra }
}
