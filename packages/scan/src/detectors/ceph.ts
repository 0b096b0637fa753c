import { defineDetector, type Match } from './define-detector.ts'
import { receive } from './steps.ts'

/** Ceph's messenger (docs.ceph.com, msgr2 and msgr protocols, Banner): every daemon sends it on connect. */
export const ceph = defineDetector({
  id: 'ceph',
  title: 'Ceph messenger',
  transport: 'tcp',
  ports: [3300, 6789, 6800],
  prevalence: 5,
  maxConnections: 1,
  matchBanner: parseBanner,
  *detect() {
    const banner = yield receive({ until: hasBanner, timeoutMs: 1500 })
    return parseBanner(banner.bytes)
  },
})

const bannerBytes = 8

function hasBanner(bytes: Buffer): boolean {
  return bytes.length >= bannerBytes
}

/** `ceph v2\n` and two sets of features; `ceph v027` and the addresses of both sides. */
function parseBanner(bytes: Buffer): Match | undefined {
  const protocol = /^ceph v(2\n|0\d\d)/.exec(bytes.toString('latin1', 0, 9))?.[1]
  if (protocol === undefined) return undefined
  const messenger = protocol === '2\n' ? 2 : 1
  return {
    service: 'ceph',
    confidence: 100,
    evidence: `banner of messenger ${messenger}`,
    banner: bytes.subarray(0, messenger === 2 ? bytes.length : 9),
    clues: [{ field: 'ceph.banner', text: 'ceph' }],
    extra: { messenger, ...(messenger === 2 ? readFeatures(bytes) : {}) },
  }
}

function readFeatures(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length < bannerBytes + 18 || bytes.readUInt16LE(bannerBytes) !== 16) return {}
  return {
    supportedFeatures: toHex(bytes.readBigUInt64LE(bannerBytes + 2)),
    requiredFeatures: toHex(bytes.readBigUInt64LE(bannerBytes + 10)),
  }
}

function toHex(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}
