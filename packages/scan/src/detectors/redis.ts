import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/**
 * Redis and its descendants: `INFO server` in RESP2, then `INFO` of its place among others; an error tells
 * as much as an answer. No key is read or written.
 */
export const redis = defineDetector({
  id: 'redis',
  title: 'Redis',
  transport: 'tcp',
  ports: [6379, 6380, 16379, 26379],
  tlsPorts: [6379, 6380],
  prevalence: 50,
  maxConnections: 1,
  matchError: (bytes) => /^-(?:ERR|NOAUTH|DENIED|NOPERM|WRONGPASS) /.test(start(bytes)),
  *detect() {
    const reply = yield send(info('server'), { until: hasInfo })
    const fields = parseInfo(reply.bytes)
    if (fields?.has('redis_version')) return yield* readRole(fields)
    const refusal = parseRefusal(start(reply.bytes))
    if (refusal || !start(reply.bytes).startsWith('-ERR ')) return refusal
    const pong = yield send('*1\r\n$4\r\nPING\r\n', { until: hasLine })
    if (!start(pong.bytes).startsWith('+PONG\r\n')) return undefined
    return found('PING is answered by PONG', [{ field: 'redis.product', text: 'redis' }], {})
  },
})

function info(section: string): string {
  return `*2\r\n$4\r\nINFO\r\n$${section.length}\r\n${section}\r\n`
}

type Fields = ReadonlyMap<string, string>

function* readRole(server: Fields): DetectorSteps<Match> {
  const isSentinel = server.get('redis_mode') === 'sentinel'
  const section = isSentinel ? 'sentinel' : 'replication'
  const reply = yield send(info(section), { until: hasInfo, timeoutMs: 1500 })
  return toMatch(server, parseInfo(reply.bytes) ?? new Map())
}

function start(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 200)
}

function hasInfo(bytes: Buffer): boolean {
  if (bytes[0] !== 0x24) return hasLine(bytes)
  const length = /^\$(\d{1,6})\r\n/.exec(start(bytes))
  return length !== null && bytes.length >= length[0].length + Number(length[1]) + 2
}

function parseInfo(bytes: Buffer): Fields | undefined {
  const text = bytes.toString('latin1', 0, 16_384)
  return /^\$\d{1,6}\r\n/.test(text)
    ? new Map(text.split('\r\n', 500).map((line) => toField(line)))
    : undefined
}

function toMatch(server: Fields, role: Fields): Match {
  const version = server.get('redis_version') ?? ''
  const clue = softwareClue(server, version)
  const os = server.get('os')
  const evidence = `INFO tells redis_version ${version}`
  const match = found(evidence, os ? [clue, { field: 'os', text: os }] : [clue], {
    mode: server.get('redis_mode'),
    os,
    architectureBits: toNumber(server.get('arch_bits')),
    executable: server.get('executable'),
    configFile: server.get('config_file') || undefined,
    role: role.get('role'),
    masterHost: role.get('master_host'),
    masterPort: toNumber(role.get('master_port')),
    replicaCount: toNumber(role.get('connected_slaves')),
    peers: [...role].flatMap(toPeer).slice(0, 16),
    authentication: 'none',
  })
  const banner = Buffer.from(`redis_version:${version}`, 'latin1')
  return { ...match, banner, isAuthRequired: false, isAnonymousAllowed: true }
}

/** `slave0:ip=…,port=…` of a master, `master0:name=…,address=…` of a sentinel. */
function toPeer([key, value]: readonly [string, string]): readonly string[] {
  if (!/^(?:slave|master)\d{1,3}$/.test(key)) return []
  const address = /(?:^|,)address=([^,]{1,100})/.exec(value)?.[1]
  const [ip, port] = [/(?:^|,)ip=([^,]{1,80})/.exec(value)?.[1], /,port=(\d{1,5})/.exec(value)?.[1]]
  if (address) return [address]
  return ip && port ? [`${ip}:${port}`] : []
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function toField(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1, colon + 200)]
}

function softwareClue(fields: Fields, version: string): Clue {
  for (const name of ['valkey', 'dragonfly', 'keydb']) {
    const own = fields.get(`${name}_version`)
    if (own) return { field: 'redis.product', text: `${name} ${own.replace(/^[a-z]+-v/, '')}` }
  }
  return { field: 'redis.product', text: `redis ${version}` }
}

function parseRefusal(text: string): Match | undefined {
  const line = text.split('\r\n', 1)[0] ?? ''
  if (line.startsWith('-NOAUTH ') || line.startsWith('-NOPERM ')) {
    return locked('asks for a password', { authentication: 'password', error: line.slice(1) })
  }
  if (line === '-ERR operation not permitted') {
    return locked('asks for a password', { authentication: 'password', error: line.slice(1) })
  }
  if (!line.startsWith('-DENIED Redis')) return undefined
  return locked('runs in protected mode', { authentication: 'protected-mode' })
}

function locked(evidence: string, extra: Match['extra']): Match {
  const match = found(evidence, [{ field: 'redis.product', text: 'redis' }], extra)
  return { ...match, isAuthRequired: true, isAnonymousAllowed: false }
}

function found(evidence: string, clues: readonly Clue[], extra: Match['extra']): Match {
  return { service: 'redis', confidence: 100, evidence, clues, extra }
}
