import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'
import { securityTypes, veNCryptTypes } from './vnc-security-types.ts'

/**
 * VNC's RFB (RFC 6143 7.1): version, the security types on offer, and what VeNCrypt or Tight offer below
 * them. One connection only, because servers lock out a peer that breaks off repeatedly.
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
    const [major = 3, minor = 3] = String(match.extra['protocol']).split('.').map(Number)
    if (major === 3 && minor < 7) {
      return withSecurity(match, yield* askVersion3(greeting.bytes.subarray(12)))
    }
    const reply = yield send(`RFB 003.00${major === 3 && minor === 7 ? 7 : 8}\n`, {
      until: hasTypes,
      timeoutMs: 1500,
    })
    return withSecurity(match, yield* readTypes(reply.bytes))
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

type Security = {
  readonly types: readonly number[]
  /** Of VeNCrypt. */
  readonly subtypes?: readonly number[]
  /** Of Tight: whether it wants no authentication. */
  readonly isTightOpen?: boolean
  readonly error?: string
}

/**
 * Before 3.7 the server decides (7.1.2): one number, 0 with a reason for a refusal. Who has locked us out
 * says so without waiting for our version.
 */
function* askVersion3(early: Buffer): DetectorSteps<Security> {
  const reply = yield send('RFB 003.003\n', {
    until: (bytes) => hasWord(Buffer.concat([early, bytes])),
    timeoutMs: hasWord(early) ? 0 : 1500,
  })
  const bytes = Buffer.concat([early, reply.bytes])
  if (!hasWord(bytes)) return { types: [] }
  const type = bytes.readUInt32BE(0)
  return type === 0 ? { types: [], ...readReason(bytes, 4) } : { types: [type] }
}

function hasWord(bytes: Buffer): boolean {
  if (bytes.length < 4) return false
  return bytes.readUInt32BE(0) !== 0 || hasReason(bytes, 4)
}

function hasTypes(bytes: Buffer): boolean {
  if (bytes[0] === 0) return hasReason(bytes, 1)
  return bytes.length > 0 && bytes.length >= 1 + bytes.readUInt8(0)
}

function hasReason(bytes: Buffer, at: number): boolean {
  return bytes.length >= at + 4 && bytes.length >= at + 4 + Math.min(200, bytes.readUInt32BE(at))
}

function readReason(bytes: Buffer, at: number): { readonly error?: string } {
  return bytes.length > at + 4 ? { error: bytes.toString('latin1', at + 4, at + 204) } : {}
}

const [tight, veNCrypt] = [16, 19]

function* readTypes(bytes: Buffer): DetectorSteps<Security> {
  const count = bytes[0] ?? 0
  if (count === 0) return { types: [], ...readReason(bytes, 1) }
  const types = [...bytes.subarray(1, 1 + count)]
  if (types.includes(veNCrypt)) return { types, ...(yield* askVeNCrypt()) }
  return types.includes(tight) ? { types, ...(yield* askTight()) } : { types }
}

/** VeNCrypt 0.2: both sides say their version, then the server lists its own types. */
function* askVeNCrypt(): DetectorSteps<Pick<Security, 'subtypes'>> {
  const version = yield send(Buffer.from([veNCrypt]), {
    until: (bytes) => bytes.length >= 2,
    timeoutMs: 1500,
  })
  if (!version.bytes.subarray(0, 2).equals(Buffer.from([0, 2]))) return {}
  const reply = yield send(Buffer.from([0, 2]), { until: hasSubtypes, timeoutMs: 1500 })
  if (!hasSubtypes(reply.bytes) || reply.bytes[0] !== 0) return {}
  const count = reply.bytes.readUInt8(1)
  const word = (_: unknown, index: number) => reply.bytes.readUInt32BE(2 + index * 4)
  return { subtypes: Array.from({ length: count }, word) }
}

function hasSubtypes(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt8(1) * 4
}

/** Tight lists tunnels, then authentications; without tunnels both come at once, and no entry is no password. */
function* askTight(): DetectorSteps<Pick<Security, 'isTightOpen'>> {
  const reply = yield send(Buffer.from([tight]), {
    until: (bytes) => bytes.length >= 8,
    timeoutMs: 1500,
  })
  const hasBoth = reply.bytes.length >= 8 && reply.bytes.readUInt32BE(0) === 0
  return hasBoth ? { isTightOpen: reply.bytes.readUInt32BE(4) === 0 } : {}
}

const none = 1
const openSubtypes = [none, 257, 260]

function withSecurity(match: Match, security: Security): Match {
  const { types, subtypes, isTightOpen, error } = security
  return {
    ...match,
    ...toAccess(security),
    clues: nameSoftware(String(match.extra['protocol']), security),
    extra: {
      ...match.extra,
      securityTypes: types.map((type) => securityTypes[type] ?? String(type)),
      veNCryptTypes: subtypes?.map(
        (type) => veNCryptTypes[type] ?? securityTypes[type] ?? String(type),
      ),
      isTightOpen,
      error,
      isLockedOut: error?.startsWith('Too many ') || undefined,
    },
  }
}

function toAccess({ types, subtypes, isTightOpen }: Security): Partial<Match> {
  if (types.length === 0) return {}
  const isOpen =
    types.includes(none) ||
    isTightOpen === true ||
    subtypes?.some((type) => openSubtypes.includes(type)) === true
  const isUncertain = types.some((type) => [tight, veNCrypt].includes(type)) && !isOpen
  if (isUncertain && subtypes === undefined && isTightOpen === undefined) return {}
  return { isAuthRequired: !isOpen, isAnonymousAllowed: isOpen }
}

/**
 * Apple's version is 3.889, RealVNC's own protocols start at 4, some types belong to one maker alone, and
 * TigerVNC lists the plain types once more below VeNCrypt.
 */
function nameSoftware(protocol: string, { types, subtypes }: Security): readonly Clue[] {
  const named = (text: string) => [{ field: 'vnc.product', text }]
  if (protocol === '3.889') return named('apple')
  if (/^[4-6]\./.test(protocol)) return named('realvnc')
  if (types.some((type) => type === 17 || (type >= 113 && type <= 117))) return named('ultravnc')
  if (subtypes?.some((type) => type < 256)) return named('tigervnc')
  return types.includes(tight) && !types.includes(veNCrypt) ? named('tightvnc') : []
}
