import { type CodedReply, hasCodedReply, parseCodedReply } from './coded-reply.ts'
import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'

/** SMTP (RFC 5321): greeting, EHLO, STARTTLS (RFC 3207) when offered. Never sends mail. */
export const smtp = defineDetector({
  id: 'smtp',
  title: 'Simple Mail Transfer Protocol',
  transport: 'tcp',
  ports: [25, 587, 2525],
  tlsPorts: [465],
  prevalence: 65,
  maxConnections: 1,
  matchBanner: (bytes) => matchGreeting(bytes),
  *detect() {
    const greeting = yield receive({ until: hasCodedReply })
    const ehlo = yield* sayHello()
    const match = matchGreeting(greeting.bytes, ehlo)
    if (!match) return undefined
    const capabilities = toCapabilities(ehlo)
    const hasTls = yield* askForTls(capabilities)
    if (hasTls) yield startTls()
    return { ...match, extra: { ...match.extra, capabilities, hasTls } }
  },
  *startTls() {
    yield receive({ until: hasCodedReply })
    return yield* askForTls(toCapabilities(yield* sayHello()))
  },
})

function* sayHello(): DetectorSteps<CodedReply | undefined> {
  const reply = yield send('EHLO scan.invalid\r\n', { until: hasCodedReply })
  return parseCodedReply(reply.bytes)
}

function toCapabilities(ehlo: CodedReply | undefined): readonly string[] {
  return ehlo?.code === 250 ? ehlo.lines.slice(1) : []
}

function* askForTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  const isOffered = capabilities.some((line) => line.toUpperCase() === 'STARTTLS')
  const reply = yield send(isOffered ? 'STARTTLS\r\n' : 'QUIT\r\n', {
    until: hasCodedReply,
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && parseCodedReply(reply.bytes)?.code === 220
}

/** FTP greets with 220 as well: without the word SMTP only the answer to EHLO can tell. */
function matchGreeting(bytes: Buffer, ehlo?: CodedReply): Match | undefined {
  const greeting = hasCodedReply(bytes) ? parseCodedReply(bytes) : undefined
  if (!greeting || ![220, 421, 450, 521, 554].includes(greeting.code)) return undefined
  const text = greeting.lines.join(' ')
  if (/FTP/i.test(text)) return undefined
  const isNamed = /SMTP/i.test(text)
  const isEhloReply = ehlo?.code === 250
  if (ehlo && !isNamed && !isEhloReply) return undefined
  const hostname = /^(?=.{1,253} )([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}) /i.exec(
    `${text} `,
  )?.[1]
  return {
    service: 'smtp',
    confidence: isNamed ? 100 : isEhloReply ? 90 : 30,
    evidence: `greeting "${greeting.code} ${text.slice(0, 100)}"`,
    clues: [{ field: 'smtp.greeting', text }],
    ...(isNamed || isEhloReply ? {} : { isProvisional: true }),
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    extra: { greetingCode: greeting.code },
  }
}
