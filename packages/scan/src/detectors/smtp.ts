import { type CodedReply, hasCodedReply, parseCodedReply } from './coded-reply.ts'
import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'

/**
 * SMTP (RFC 5321): greeting, EHLO, HELP where it is offered and the greeting names no software, STARTTLS (RFC 3207) when
 * offered and EHLO once more inside. Never sends mail, never logs in.
 */
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
    const clues = namesSoftware(match) ? [] : yield* askForHelp(capabilities)
    const hasTls = yield* askForTls(capabilities)
    const inside = hasTls ? yield* lookInside() : undefined
    return describe(match, { ehlo, inside, clues, hasTls })
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

function namesSoftware({ clues }: Match): boolean {
  const known = /Postfix|Exim|Sendmail|OpenSMTPD|Microsoft|MailEnable|Exchange|qmail/i
  return clues.some(({ text }) => known.test(text))
}

/** Only where EHLO lists it: some servers break off at a word they do not know. */
function* askForHelp(capabilities: readonly string[]): DetectorSteps<readonly Clue[]> {
  if (!capabilities.some((line) => line.toUpperCase() === 'HELP')) return []
  const reply = yield send('HELP\r\n', { until: hasCodedReply, timeoutMs: 1500 })
  const help = parseCodedReply(reply.bytes)
  return help?.code === 214 ? [{ field: 'smtp.help', text: help.lines.join(' ') }] : []
}

function* askForTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  const isOffered = capabilities.some((line) => line.toUpperCase() === 'STARTTLS')
  const reply = yield send(isOffered ? 'STARTTLS\r\n' : 'QUIT\r\n', {
    until: hasCodedReply,
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && parseCodedReply(reply.bytes)?.code === 220
}

/** What is offered inside TLS is often more, such as AUTH; undefined when the handshake failed. */
function* lookInside(): DetectorSteps<readonly string[] | undefined> {
  const { end } = yield startTls()
  if (end !== 'matched') return undefined
  const capabilities = toCapabilities(yield* sayHello())
  yield send('QUIT\r\n', { until: hasCodedReply, timeoutMs: farewellMs })
  return capabilities
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
  const hostname = findHostname(text) ?? findHostname(ehlo?.lines[0] ?? '')
  return {
    service: 'smtp',
    confidence: isNamed ? 100 : isEhloReply ? 90 : 30,
    evidence: `greeting "${greeting.code} ${text.slice(0, 100)}"`,
    clues: [{ field: 'smtp.greeting', text }],
    ...(isNamed || isEhloReply ? {} : { isProvisional: true }),
    ...(hostname === undefined ? {} : { hostname }),
    banner: withoutDate(bytes),
    extra: { greetingCode: greeting.code },
  }
}

/** The first word, when it is a name with a dot (RFC 5321 4.2, 4.1.1.1). */
function findHostname(text: string): string | undefined {
  const pattern = /^(?=.{1,253} )([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}) /i
  return pattern.exec(`${text} `)?.[1]?.toLowerCase()
}

/** Some greet with the time of the day (RFC 5322 3.3), which makes no two banners equal. */
function withoutDate(bytes: Buffer): Buffer {
  const date = /(?:; )?(?:\w{3}, )\d{1,2} \w{3} \d{4} [\d:]{5,8} [+-]\d{4}(?: \(\w{1,6}\))?/g
  return Buffer.from(bytes.toString('latin1').replace(date, ''), 'latin1')
}

type Answers = {
  readonly ehlo: CodedReply | undefined
  readonly inside: readonly string[] | undefined
  readonly clues: readonly Clue[]
  readonly hasTls: boolean
}

function describe(match: Match, { ehlo, inside, clues, hasTls }: Answers): Match {
  const capabilities = toCapabilities(ehlo)
  const size = capabilities.find((line) => /^SIZE \d{1,15}$/i.test(line))
  return {
    ...match,
    clues: [
      ...match.clues,
      ...clues,
      { field: 'smtp.capabilities', text: (inside ?? capabilities).join(' ') },
    ],
    extra: {
      ...match.extra,
      greeting: ehlo?.lines[0],
      capabilities,
      authMechanisms: listMechanisms(capabilities),
      sizeLimitBytes: size === undefined ? undefined : Number(size.slice(5)),
      hasTls,
      ...(inside ? { capabilitiesInTls: inside } : {}),
      ...(inside ? { authMechanismsInTls: listMechanisms(inside) } : {}),
    },
  }
}

/** AUTH and its mechanisms (RFC 4954 3); old clients want an equals sign. */
function listMechanisms(capabilities: readonly string[]): readonly string[] {
  const words = capabilities
    .filter((line) => /^AUTH[ =]/i.test(line))
    .flatMap((line) => line.slice(5).toUpperCase().split(' ', 32))
  return [...new Set(words.filter((word) => word !== ''))]
}
