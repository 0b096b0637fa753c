import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/**
 * IMAP (RFC 9051): greeting, CAPABILITY, ID (RFC 2971) and STARTTLS when offered, and CAPABILITY once more
 * inside. Never logs in.
 */
export const imap = defineDetector({
  id: 'imap',
  title: 'Internet Message Access Protocol',
  transport: 'tcp',
  ports: [143],
  tlsPorts: [993],
  prevalence: 50,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const capabilities = yield* askForCapabilities('a1')
    const identity = capabilities.includes('ID') ? yield* askForIdentity() : undefined
    const hasTls = yield* askForTls(capabilities)
    const inside = hasTls ? yield* lookInside() : undefined
    return {
      ...match,
      clues: [...match.clues, ...toClues(identity)],
      extra: {
        ...match.extra,
        capabilities,
        authMechanisms: listMechanisms(capabilities),
        identity: identity && Object.fromEntries(identity),
        hasTls,
        ...(inside ? { capabilitiesInTls: inside } : {}),
        ...(inside ? { authMechanismsInTls: listMechanisms(inside) } : {}),
      },
    }
  },
  *startTls() {
    yield receive({ until: hasLine })
    return yield* askForTls(['STARTTLS'])
  },
})

function matchGreeting(bytes: Buffer): Match | undefined {
  if (!hasLine(bytes)) return undefined
  const line = toLines(bytes)[0] ?? ''
  const greeting = /^\* (OK|PREAUTH|BYE)(?: (.*))?$/.exec(line)
  if (!greeting) return undefined
  return {
    service: 'imap',
    confidence: 95,
    evidence: `greeting "${line.slice(0, 100)}"`,
    clues: [{ field: 'imap.greeting', text: greeting[2] ?? '' }],
    ...toAccess(greeting[1] ?? ''),
    extra: { state: greeting[1] },
  }
}

/** 7.1: OK begins in the state "not authenticated", PREAUTH in "authenticated". */
function toAccess(state: string): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed'> {
  if (state === 'OK') return { isAuthRequired: true }
  return state === 'PREAUTH' ? { isAuthRequired: false, isAnonymousAllowed: true } : {}
}

function* askForCapabilities(tag: string): DetectorSteps<readonly string[]> {
  const reply = yield send(`${tag} CAPABILITY\r\n`, { until: isTagged(tag) })
  const line = toLines(reply.bytes).find((text) => text.startsWith('* CAPABILITY '))
  return line?.slice('* CAPABILITY '.length).trim().split(' ', 100) ?? []
}

function* askForIdentity(): DetectorSteps<ReadonlyMap<string, string>> {
  const reply = yield send('a3 ID NIL\r\n', { until: isTagged('a3'), timeoutMs: 1500 })
  const line = toLines(reply.bytes).find((text) => text.startsWith('* ID (')) ?? ''
  const pairs = line.matchAll(/"([^"]{1,60})" (?:"([^"]{0,200})"|NIL)/g)
  return new Map([...pairs].slice(0, 30).map(([, name = '', value = '']) => [name, value]))
}

function* askForTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  const isOffered = capabilities.includes('STARTTLS')
  const reply = yield send(isOffered ? 'a2 STARTTLS\r\n' : 'a2 LOGOUT\r\n', {
    until: isTagged('a2'),
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && reply.bytes.toString('latin1').startsWith('a2 OK')
}

/** Undefined when the handshake failed. */
function* lookInside(): DetectorSteps<readonly string[] | undefined> {
  const { end } = yield startTls()
  if (end !== 'matched') return undefined
  const capabilities = yield* askForCapabilities('a4')
  yield send('a5 LOGOUT\r\n', { until: isTagged('a5'), timeoutMs: farewellMs })
  return capabilities
}

function isTagged(tag: string): (bytes: Buffer) => boolean {
  return (bytes) =>
    toLines(bytes).some((line, index, lines) => {
      return line.startsWith(`${tag} `) && index < lines.length - 1
    })
}

function toClues(identity: ReadonlyMap<string, string> | undefined): readonly Clue[] {
  const name = identity?.get('name')
  const os = identity?.get('os')
  const text = `${name} ${identity?.get('version') ?? ''}`.trim()
  return [
    ...(name ? [{ field: 'imap.id', text }] : []),
    ...(os ? [{ field: 'os', text: `${os} ${identity?.get('os-version') ?? ''}`.trim() }] : []),
  ]
}

function listMechanisms(capabilities: readonly string[]): readonly string[] {
  return capabilities.filter((word) => word.startsWith('AUTH=')).map((word) => word.slice(5))
}
