import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { receive, reconnect, send } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/**
 * The rsync daemon: protocol version, the public list of modules (rsync(1), `#list`), and of the first two
 * whether they want a password; the dialogue ends before any file is named.
 */
export const rsync = defineDetector({
  id: 'rsync',
  title: 'rsync daemon',
  transport: 'tcp',
  ports: [873],
  tlsPorts: [874],
  prevalence: 15,
  maxConnections: 3,
  matchBanner: parseGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = parseGreeting(greeting.bytes)
    if (!match) return undefined
    const reply = yield send(`${ourVersion}#list\n`, { until: hasExit, timeoutMs: 1500 })
    const { modules, ...facts } = readModules(Buffer.concat([greeting.bytes, reply.bytes]))
    const access = yield* tryModules(modules)
    const listed = modules.map((module) => ({ ...module, access: access.get(module.name) }))
    return { ...match, ...toAccess(access), extra: { ...match.extra, ...facts, modules: listed } }
  },
})

const ourVersion = '@RSYNCD: 31.0 md5 md4\n'

function parseGreeting(bytes: Buffer): Match | undefined {
  if (!hasLine(bytes)) return undefined
  const line = toLines(bytes)[0] ?? ''
  const [, protocol, digests] =
    /^@RSYNCD: (\d{1,3}(?:\.\d{1,3})?)(?: (.{0,200}))?$/.exec(line) ?? []
  if (protocol === undefined) return undefined
  return {
    service: 'rsync',
    confidence: 100,
    evidence: `protocol ${protocol}`,
    clues: [{ field: 'rsync.product', text: 'rsync' }],
    extra: {
      protocol,
      digests: digests?.split(' ').filter((word) => word !== ''),
      versionRange: toVersionRange(Number(protocol), digests),
    },
  }
}

/** Releases that speak a protocol (NEWS of rsync); since 3.2.7 a daemon lists the digests it knows. */
function toVersionRange(protocol: number, digests: string | undefined): string | undefined {
  if (protocol >= 32) return '3.4.0 or newer'
  if (protocol === 31) return digests ? '3.2.7 to 3.3.0' : '3.1.0 to 3.2.6'
  return protocol === 30 ? '3.0.0 to 3.0.9' : undefined
}

function hasExit(bytes: Buffer): boolean {
  return bytes.includes('@RSYNCD: EXIT') || bytes.includes('@ERROR')
}

type Module = { readonly name: string; readonly comment: string }
type Listing = {
  readonly modules: readonly Module[]
  readonly message?: string
  readonly error?: string
}

/** Names are filled up to 15 characters; what stands before them is the message of the day. */
function readModules(bytes: Buffer): Listing {
  const lines = toLines(bytes).filter((line) => line !== '' && !line.startsWith('@RSYNCD:'))
  const error = lines.find((line) => line.startsWith('@ERROR'))
  const isModule = (line: string) => /^[^\t]{15,100}\t/.test(line)
  const message = lines.filter((line) => !isModule(line) && line !== error).join('\n')
  return {
    modules: lines.filter(isModule).map(toModule),
    ...(message === '' ? {} : { message }),
    ...(error === undefined ? {} : { error }),
  }
}

function toModule(line: string): Module {
  const tab = line.indexOf('\t')
  return { name: line.slice(0, tab).trim(), comment: line.slice(tab + 1) }
}

type Access = 'open' | 'password' | 'refused'

function* tryModules(modules: readonly Module[]): DetectorSteps<ReadonlyMap<string, Access>> {
  const access = new Map<string, Access>()
  for (const { name } of modules.slice(0, 2)) {
    const { end } = yield reconnect()
    if (end !== 'matched') break
    const reply = yield send(`${ourVersion}${name}\n`, { until: hasVerdict, timeoutMs: 1500 })
    const verdict = readVerdict(reply.bytes)
    if (verdict) access.set(name, verdict)
  }
  return access
}

function hasVerdict(bytes: Buffer): boolean {
  return readVerdict(bytes) !== undefined
}

function readVerdict(bytes: Buffer): Access | undefined {
  const text = bytes.toString('latin1')
  if (/^@RSYNCD: OK\n/m.test(text)) return 'open'
  if (/^@RSYNCD: AUTHREQD .*\n/m.test(text)) return 'password'
  return /^@ERROR.*\n/m.test(text) ? 'refused' : undefined
}

function toAccess(
  access: ReadonlyMap<string, Access>,
): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed'> {
  const verdicts = [...access.values()]
  if (verdicts.length === 0) return {}
  const isOpen = verdicts.includes('open')
  return { isAuthRequired: !isOpen, isAnonymousAllowed: isOpen }
}
