import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** IMAP (RFC 9051): greeting, CAPABILITY, STARTTLS when offered. Never logs in. */
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
    const reply = yield send('a1 CAPABILITY\r\n', { until: isTagged('a1') })
    const line = toLines(reply.bytes).find((text) => text.startsWith('* CAPABILITY '))
    const capabilities = line?.slice('* CAPABILITY '.length).split(' ') ?? []
    const hasTls = yield* askForTls(capabilities)
    if (hasTls) yield startTls()
    return { ...match, extra: { ...match.extra, capabilities, hasTls } }
  },
  *startTls() {
    yield receive({ until: hasLine })
    return yield* askForTls(['STARTTLS'])
  },
})

function* askForTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  const isOffered = capabilities.includes('STARTTLS')
  const reply = yield send(isOffered ? 'a2 STARTTLS\r\n' : 'a2 LOGOUT\r\n', {
    until: isTagged('a2'),
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && reply.bytes.toString('latin1').startsWith('a2 OK')
}

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
    extra: { state: greeting[1] },
  }
}

function isTagged(tag: string): (bytes: Buffer) => boolean {
  return (bytes) =>
    toLines(bytes).some((line, index, lines) => {
      return line.startsWith(`${tag} `) && index < lines.length - 1
    })
}
