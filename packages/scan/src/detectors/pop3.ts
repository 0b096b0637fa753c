import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** POP3 (RFC 1939): greeting, CAPA (RFC 2449), STLS (RFC 2595) when offered. Never logs in. */
export const pop3 = defineDetector({
  id: 'pop3',
  title: 'Post Office Protocol',
  transport: 'tcp',
  ports: [110],
  tlsPorts: [995],
  prevalence: 50,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const reply = yield send('CAPA\r\n', { until: hasList })
    const capabilities = toCapabilities(reply.bytes)
    const hasTls = yield* askForTls(capabilities)
    if (hasTls) yield startTls()
    const implementation = capabilities.find((line) => line.startsWith('IMPLEMENTATION '))
    const clue = { field: 'pop3.greeting', text: implementation?.slice(15) ?? '' }
    return { ...match, clues: [...match.clues, clue], extra: { capabilities, hasTls } }
  },
  *startTls() {
    yield receive({ until: hasLine })
    return yield* askForTls(['STLS'])
  },
})

function* askForTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  const isOffered = capabilities.includes('STLS')
  const reply = yield send(isOffered ? 'STLS\r\n' : 'QUIT\r\n', {
    until: hasLine,
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && reply.bytes.toString('latin1').startsWith('+OK')
}

function matchGreeting(bytes: Buffer): Match | undefined {
  if (!hasLine(bytes)) return undefined
  const line = toLines(bytes)[0] ?? ''
  if (!/^\+OK(?: |$)/.test(line)) return undefined
  return {
    service: 'pop3',
    confidence: 95,
    evidence: `greeting "${line.slice(0, 100)}"`,
    clues: [{ field: 'pop3.greeting', text: line.slice(4) }],
    extra: {},
  }
}

function hasList(bytes: Buffer): boolean {
  if (bytes[0] === 0x2d) return hasLine(bytes)
  return bytes.subarray(-5).toString('latin1') === '\r\n.\r\n'
}

function toCapabilities(bytes: Buffer): readonly string[] {
  const [status = '', ...lines] = toLines(bytes)
  return status.startsWith('+OK') ? lines.filter((line) => line !== '.' && line !== '') : []
}
