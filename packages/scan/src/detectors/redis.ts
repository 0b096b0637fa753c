import { defineDetector, type Clue, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** Redis and its descendants: `INFO server` in RESP2; an error tells as much as an answer. */
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
    const reply = yield send('*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n', { until: hasInfo })
    const match = parseInfo(reply.bytes) ?? parseRefusal(start(reply.bytes))
    if (match || !start(reply.bytes).startsWith('-ERR ')) return match
    const pong = yield send('*1\r\n$4\r\nPING\r\n', { until: hasLine })
    if (!start(pong.bytes).startsWith('+PONG\r\n')) return undefined
    return found('PING is answered by PONG', [{ field: 'redis.product', text: 'redis' }], {})
  },
})

function start(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 200)
}

function hasInfo(bytes: Buffer): boolean {
  if (bytes[0] !== 0x24) return hasLine(bytes)
  const length = /^\$(\d{1,6})\r\n/.exec(start(bytes))
  return length !== null && bytes.length >= length[0].length + Number(length[1]) + 2
}

function parseInfo(bytes: Buffer): Match | undefined {
  const text = bytes.toString('latin1', 0, 16_384)
  if (!/^\$\d{1,6}\r\n/.test(text)) return undefined
  const fields = new Map(text.split('\r\n', 500).map(toField))
  const version = fields.get('redis_version')
  if (version === undefined) return undefined
  const clue = softwareClue(fields, version)
  const os = fields.get('os')
  const clues = os ? [clue, { field: 'os', text: os }] : [clue]
  const match = found(`INFO tells redis_version ${version}`, clues, {
    mode: fields.get('redis_mode'),
    os,
    architectureBits: Number(fields.get('arch_bits')) || undefined,
    authentication: 'none',
  })
  return { ...match, isAuthRequired: false, isAnonymousAllowed: true }
}

function toField(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1, colon + 200)]
}

function softwareClue(fields: ReadonlyMap<string, string>, version: string): Clue {
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
