import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** The rsync daemon: protocol version, then the public list of modules (rsync(1), `#list`). */
export const rsync = defineDetector({
  id: 'rsync',
  title: 'rsync daemon',
  transport: 'tcp',
  ports: [873],
  tlsPorts: [874],
  prevalence: 15,
  maxConnections: 1,
  matchBanner: parseGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = parseGreeting(greeting.bytes)
    if (!match) return undefined
    const reply = yield send('@RSYNCD: 31.0 md5 md4\n#list\n', { until: hasExit, timeoutMs: 1500 })
    return { ...match, extra: { ...match.extra, ...readModules(reply.bytes) } }
  },
})

function parseGreeting(bytes: Buffer): Match | undefined {
  if (!hasLine(bytes)) return undefined
  const protocol = /^@RSYNCD: (\d{1,3}(?:\.\d{1,3})?)(?: |$)/.exec(toLines(bytes)[0] ?? '')?.[1]
  if (protocol === undefined) return undefined
  return {
    service: 'rsync',
    confidence: 100,
    evidence: `protocol ${protocol}`,
    clues: [{ field: 'rsync.product', text: 'rsync' }],
    extra: { protocol },
  }
}

function hasExit(bytes: Buffer): boolean {
  return bytes.includes('@RSYNCD: EXIT') || bytes.includes('@ERROR')
}

function readModules(bytes: Buffer): Readonly<Record<string, unknown>> {
  const lines = toLines(bytes).filter((line) => line !== '')
  const error = lines.find((line) => line.startsWith('@ERROR'))
  const modules = lines.filter((line) => line.includes('\t')).map(toModule)
  return { modules, ...(error === undefined ? {} : { error }) }
}

function toModule(line: string): { readonly name: string; readonly comment: string } {
  const tab = line.indexOf('\t')
  return { name: line.slice(0, tab).trim(), comment: line.slice(tab + 1) }
}
