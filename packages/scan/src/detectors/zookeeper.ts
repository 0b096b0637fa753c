import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { toLines } from './text-lines.ts'

/** ZooKeeper's four-letter word `srvr` (its Administrator's Guide): version, or that it may not be told. */
export const zookeeper = defineDetector({
  id: 'zookeeper',
  title: 'Apache ZooKeeper',
  transport: 'tcp',
  ports: [2181, 2182],
  prevalence: 10,
  maxConnections: 1,
  *detect() {
    const reply = yield send('srvr', { until: hasEnd, timeoutMs: 1500, idleMs: 500 })
    const text = reply.bytes.toString('latin1', 0, 4096)
    return parseStatistics(text) ?? parseRefusal(text)
  },
})

function hasEnd(bytes: Buffer): boolean {
  return bytes.includes('Node count:') || bytes.includes('whitelist') || bytes.includes('serving')
}

function parseStatistics(text: string): Match | undefined {
  const version = /^Zookeeper version: ([^,\n]{1,100})/.exec(text)?.[1]
  if (version === undefined) return undefined
  const fields = new Map(toLines(Buffer.from(text, 'latin1')).map(toField))
  return {
    service: 'zookeeper',
    confidence: 100,
    evidence: `srvr tells version ${version}`,
    clues: [{ field: 'zookeeper.version', text: version }],
    extra: {
      serverVersion: version,
      mode: fields.get('Mode'),
      nodeCount: Number(fields.get('Node count')) || undefined,
      connections: Number(fields.get('Connections')) || undefined,
      answersFourLetterWords: true,
    },
  }
}

function toField(line: string): readonly [string, string] {
  const colon = line.indexOf(': ')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 2, colon + 100)]
}

const refusals: readonly (readonly [pattern: RegExp, evidence: string])[] = [
  [/^srvr is not executed because it is not in the whitelist/, 'srvr is not in the whitelist'],
  [/^This ZooKeeper instance is not currently serving requests/, 'serves no requests now'],
]

function parseRefusal(text: string): Match | undefined {
  const evidence = refusals.find(([pattern]) => pattern.test(text))?.[1]
  if (evidence === undefined) return undefined
  return {
    service: 'zookeeper',
    confidence: 100,
    evidence,
    clues: [{ field: 'zookeeper.version', text: '' }],
    extra: { answersFourLetterWords: false },
  }
}
