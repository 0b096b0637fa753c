import { type CodedReply, parseCodedReply } from './coded-reply.ts'
import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** NNTP (RFC 3977): greeting, CAPABILITIES, one GROUP, STARTTLS (RFC 4642). Never logs in or posts. */
export const nntp = defineDetector({
  id: 'nntp',
  title: 'Network News Transfer Protocol',
  transport: 'tcp',
  ports: [119, 433],
  tlsPorts: [563],
  prevalence: 10,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const capabilities = yield* askCapabilities()
    const isNews = capabilities.length > 0 || match.isProvisional !== true || (yield* tellsDate())
    if (!isNews) return undefined
    const access = yield* askGroup()
    const hasTls = yield* negotiateTls(capabilities)
    if (hasTls) yield startTls()
    else yield send('QUIT\r\n', { until: hasLine, timeoutMs: farewellMs })
    return toMatch(match, { capabilities, access, hasTls })
  },
  *startTls() {
    yield receive({ until: hasLine })
    return yield* negotiateTls(yield* askCapabilities())
  },
})

/** 200 and 201 (RFC 3977 5.1) are common words; only what the text names is certain by itself. */
function matchGreeting(bytes: Buffer): Match | undefined {
  const line = hasLine(bytes) ? (toLines(bytes)[0] ?? '') : ''
  const reply = /^(200|201|400|502) (\S.{0,200})/.exec(line)
  // The status line of Varnish's command port is a code and a length.
  if (reply?.[2] === undefined || /^\d{1,8} *$/.test(reply[2])) return undefined
  const text = reply[2]
  const isNamed = /NNTP|NNRP|InterNetNews|\bINN\b|Leafnode|news ?server|Usenet/i.test(text)
  if (!isNamed && reply[1] !== '200' && reply[1] !== '201') return undefined
  return {
    service: 'nntp',
    confidence: isNamed ? 95 : 30,
    evidence: `greeting "${line.slice(0, 100)}"`,
    clues: [{ field: 'nntp.greeting', text }],
    ...(isNamed ? {} : { isProvisional: true }),
    ...toHostname(text),
    extra: { greetingCode: Number(reply[1]), isPostingAllowed: reply[1] === '200' },
  }
}

function toHostname(text: string): Pick<Match, 'hostname'> {
  const own = /\bmy fqdn: ([a-z0-9.-]{1,253})\)/i.exec(text)?.[1]
  const hostname = own ?? /^([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}) /i.exec(text)?.[1]
  return hostname === undefined ? {} : { hostname: hostname.toLowerCase() }
}

function* askCapabilities(): DetectorSteps<readonly string[]> {
  const reply = yield send('CAPABILITIES\r\n', { until: hasBlock, timeoutMs: 1500 })
  const [status = '', ...lines] = toLines(reply.bytes)
  return status.startsWith('101') ? lines.filter((line) => line !== '.' && line !== '') : []
}

/** A list ends with a lone dot (RFC 3977 3.1.1); any other code has one line here. */
function hasBlock(bytes: Buffer): boolean {
  if (!bytes.toString('latin1', 0, 3).startsWith('101')) return hasLine(bytes)
  return bytes.subarray(-5).toString('latin1') === '\r\n.\r\n'
}

function* tellsDate(): DetectorSteps<boolean> {
  const reply = yield send('DATE\r\n', { until: hasLine, timeoutMs: 1500 })
  return /^111 \d{14}\r?\n/.test(reply.bytes.toString('latin1', 0, 40))
}

/** A group that cannot be: 411 from a server that would show groups, 480 from one that wants a login. */
function* askGroup(): DetectorSteps<CodedReply | undefined> {
  const reply = yield send('GROUP invalid.windvane\r\n', { until: hasLine, timeoutMs: 1500 })
  return parseCodedReply(reply.bytes)
}

function* negotiateTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  if (!capabilities.includes('STARTTLS')) return false
  const reply = yield send('STARTTLS\r\n', { until: hasLine })
  return parseCodedReply(reply.bytes)?.code === 382
}

type Facts = {
  readonly capabilities: readonly string[]
  readonly access: CodedReply | undefined
  readonly hasTls: boolean
}

function toMatch(greeting: Match, { capabilities, access, hasTls }: Facts): Match {
  const { isProvisional, ...match } = greeting
  const implementation = capabilities.find((line) => line.startsWith('IMPLEMENTATION '))
  const clue = { field: 'nntp.implementation', text: implementation?.slice(15) ?? '' }
  return {
    ...match,
    confidence: isProvisional === true ? 90 : match.confidence,
    clues: implementation === undefined ? match.clues : [clue],
    ...(access?.code === 480 ? { isAuthRequired: true, isAnonymousAllowed: false } : {}),
    ...(access?.code === 411 ? { isAuthRequired: false, isAnonymousAllowed: true } : {}),
    extra: { ...match.extra, capabilities, hasTls },
  }
}
