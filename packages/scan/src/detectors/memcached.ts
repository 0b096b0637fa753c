import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { reconnect, send } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

const usualPort = 11211

/**
 * memcached: `version` and `stats` of the text protocol (protocol.txt of its source); a server that wants
 * SASL speaks only the binary one (protocol-binary.txt). No value is read or written.
 */
export const memcached = defineDetector({
  id: 'memcached',
  title: 'memcached',
  transport: 'tcp',
  ports: [usualPort],
  prevalence: 20,
  maxConnections: 2,
  matchError: (bytes) => bytes.toString('latin1', 0, 7) === 'ERROR\r\n',
  *detect({ port }) {
    const reply = yield send('version\r\n', { until: hasLine, timeoutMs: 1500 })
    const line = toLines(reply.bytes)[0] ?? ''
    const version = /^VERSION (\S{1,50})$/.exec(line)?.[1]
    if (version !== undefined) return yield* readStats(version)
    if (line.startsWith('CLIENT_ERROR unauthenticated')) return locked('asks for a login')
    // Nine bytes are no header of the binary protocol: its server waits for more.
    return port === usualPort && reply.bytes.length === 0 ? yield* speakBinary() : undefined
  },
})

function* readStats(version: string): DetectorSteps<Match> {
  const reply = yield send('stats\r\n', { until: hasEnd, timeoutMs: 1500 })
  const stats = new Map(toLines(reply.bytes).flatMap(toStat))
  const match = found(version, {
    libevent: stats.get('libevent'),
    pointerBits: toNumber(stats.get('pointer_size')),
    uptimeSeconds: toNumber(stats.get('uptime')),
    threads: toNumber(stats.get('threads')),
    itemCount: toNumber(stats.get('curr_items')),
    storedBytes: toNumber(stats.get('bytes')),
  })
  return stats.size === 0 ? match : { ...match, isAuthRequired: false, isAnonymousAllowed: true }
}

function hasEnd(bytes: Buffer): boolean {
  const tail = bytes.subarray(-200).toString('latin1')
  return /(?:^|\n)(?:END|ERROR|CLIENT_ERROR.*|SERVER_ERROR.*)\r\n$/.test(tail)
}

function toStat(line: string): readonly (readonly [string, string])[] {
  const parts = /^STAT (\S{1,50}) (.{0,100})$/.exec(line)
  return parts?.[1] && parts[2] !== undefined ? [[parts[1], parts[2]]] : []
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const headerBytes = 24
const [requestMagic, responseMagic] = [0x80, 0x81]
const [opVersion, opStat] = [0x0b, 0x10]
const statusAuthentication = 0x20

function* speakBinary(): DetectorSteps<Match | undefined> {
  const { end } = yield reconnect()
  if (end !== 'matched') return undefined
  const requests = Buffer.concat([binaryRequest(opVersion), binaryRequest(opStat)])
  const reply = yield send(requests, {
    until: (bytes) => readBinary(bytes, opStat) !== undefined,
    timeoutMs: 1500,
  })
  const version = readBinary(reply.bytes, opVersion)?.value.toString('latin1')
  if (version === undefined || !/^\d[\w.-]{1,49}$/.test(version)) return undefined
  const isRefused = readBinary(reply.bytes, opStat)?.status === statusAuthentication
  return isRefused ? locked('asks for SASL', version) : found(version, {})
}

function binaryRequest(opcode: number): Buffer {
  const request = Buffer.alloc(headerBytes)
  request.writeUInt8(requestMagic, 0)
  request.writeUInt8(opcode, 1)
  return request
}

function readBinary(bytes: Buffer, opcode: number): { status: number; value: Buffer } | undefined {
  let offset = 0
  while (offset + headerBytes <= bytes.length && bytes[offset] === responseMagic) {
    const end = offset + headerBytes + bytes.readUInt32BE(offset + 8)
    if (end > bytes.length) return undefined
    if (bytes[offset + 1] === opcode) {
      const status = bytes.readUInt16BE(offset + 6)
      return { status, value: bytes.subarray(offset + headerBytes, end) }
    }
    offset = end
  }
  return undefined
}

function locked(evidence: string, version?: string): Match {
  const match = found(version, {})
  return { ...match, evidence, isAuthRequired: true, isAnonymousAllowed: false }
}

function found(version: string | undefined, facts: Match['extra']): Match {
  return {
    service: 'memcached',
    confidence: 100,
    evidence: `version ${version}`,
    clues: [{ field: 'memcached.version', text: version ?? '' }],
    extra: { serverVersion: version, ...facts },
  }
}
