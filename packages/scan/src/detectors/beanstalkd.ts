import { defineDetector, type Match } from './define-detector.ts'
import { farewellMs, send } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** beanstalkd (protocol.txt of its source): `stats`. It knows no login. */
export const beanstalkd = defineDetector({
  id: 'beanstalkd',
  title: 'beanstalkd',
  transport: 'tcp',
  ports: [11300],
  prevalence: 6,
  maxConnections: 1,
  matchError: (bytes) =>
    /^(?:UNKNOWN_COMMAND|BAD_FORMAT)\r\n/.test(bytes.toString('latin1', 0, 20)),
  *detect() {
    const reply = yield send('stats\r\n', { until: hasStats, timeoutMs: 1500 })
    const match = toMatch(reply.bytes)
    if (match) yield send('quit\r\n', { timeoutMs: farewellMs })
    return match
  },
})

function hasStats(bytes: Buffer): boolean {
  const head = /^OK (\d{1,6})\r\n/.exec(bytes.toString('latin1', 0, 20))
  if (!head) return hasLine(bytes)
  return bytes.length >= head[0].length + Number(head[1]) + 2
}

const kept = ['uptime', 'hostname', 'os', 'platform', 'current-tubes', 'current-connections']

function toMatch(bytes: Buffer): Match | undefined {
  const lines = toLines(bytes)
  if (!/^OK \d{1,6}$/.test(lines[0] ?? '') || lines[1] !== '---') return undefined
  const stats = new Map(lines.flatMap(toPair))
  const version = stats.get('version')
  if (version === undefined || !stats.has('current-tubes')) return undefined
  const hostname = stats.get('hostname')
  const facts = kept.flatMap((key) => (stats.has(key) ? [[key, stats.get(key)] as const] : []))
  return {
    service: 'beanstalkd',
    confidence: 100,
    evidence: `stats tell version ${version.slice(0, 50)}`,
    clues: [{ field: 'beanstalkd.version', text: version }],
    ...(hostname === undefined ? {} : { hostname }),
    isAuthRequired: false,
    isAnonymousAllowed: true,
    extra: {
      serverVersion: version,
      totalJobs: Number(stats.get('total-jobs')),
      ...toObject(facts),
    },
  }
}

function toPair(line: string): readonly (readonly [string, string])[] {
  const pair = /^([a-z-]{1,40}): "?([^"]{0,200})"?$/.exec(line)
  return pair?.[1] === undefined ? [] : [[pair[1], pair[2] ?? '']]
}

function toObject(facts: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const toCamel = (key: string) =>
    key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return Object.fromEntries(facts.map(([key, value]) => [toCamel(key), value]))
}
