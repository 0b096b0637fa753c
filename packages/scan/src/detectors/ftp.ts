import { type CodedReply, hasCodedReply, parseCodedReply } from './coded-reply.ts'
import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'

/** FTP (RFC 959): greeting, FEAT (RFC 2389), SYST, AUTH TLS (RFC 4217) when offered. Never logs in. */
export const ftp = defineDetector({
  id: 'ftp',
  title: 'File Transfer Protocol',
  transport: 'tcp',
  ports: [21, 2121, 2100, 8021],
  tlsPorts: [990],
  prevalence: 60,
  maxConnections: 1,
  matchBanner: (bytes) => matchGreeting(bytes),
  *detect() {
    const greeting = yield receive({ until: hasCodedReply })
    const reply = yield send('FEAT\r\n', { until: hasCodedReply })
    const features = parseCodedReply(reply.bytes)
    const match = matchGreeting(greeting.bytes, features)
    if (!match) return undefined
    const system = yield send('SYST\r\n', { until: hasCodedReply, timeoutMs: 1500 })
    const list = features?.code === 211 ? toFeatures(features.lines) : []
    const hasTls = yield* askForTls(list)
    if (hasTls) yield startTls()
    return describe(match, {
      features: list,
      featureCode: features?.code,
      system: parseCodedReply(system.bytes),
      hasTls,
    })
  },
  *startTls() {
    yield receive({ until: hasCodedReply })
    return yield* askForTls(['AUTH TLS'])
  },
})

function* askForTls(features: readonly string[]): DetectorSteps<boolean> {
  const isOffered = features.some((feature) => /^AUTH\b.{0,40}\bTLS/i.test(feature))
  const reply = yield send(isOffered ? 'AUTH TLS\r\n' : 'QUIT\r\n', {
    until: hasCodedReply,
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && parseCodedReply(reply.bytes)?.code === 234
}

function toFeatures(lines: readonly string[]): readonly string[] {
  return lines.slice(1, -1).map((line) => line.trim())
}

/** SMTP greets with 220 as well: without the word FTP only the answer to FEAT can tell. */
function matchGreeting(bytes: Buffer, features?: CodedReply): Match | undefined {
  const greeting = hasCodedReply(bytes) ? parseCodedReply(bytes) : undefined
  if (!greeting || ![120, 220, 421, 530].includes(greeting.code)) return undefined
  const text = greeting.lines.join(' ')
  if (/SMTP/i.test(text)) return undefined
  const isNamed = /FTP/i.test(text)
  const isFeatureReply = features !== undefined && [211, 530].includes(features.code)
  if (features && !isNamed && !isFeatureReply) return undefined
  return {
    service: 'ftp',
    confidence: isNamed ? 100 : isFeatureReply ? 80 : 30,
    evidence: `greeting "${greeting.code} ${text.slice(0, 100)}"`,
    clues: [{ field: 'ftp.greeting', text: `${text} ` }],
    ...(isNamed || isFeatureReply ? {} : { isProvisional: true }),
    ...toAnonymous(text),
    extra: { greetingCode: greeting.code },
  }
}

const refusesAnonymous =
  /\b(?:no|not allow(?:ed)?|without) anonymous|anonymous (?:ftp |logins? |access |users? )?(?:is |are )?(?:not|denied|disabled|forbidden)/i
const offersAnonymous =
  /\banonymous (?:ftp |logins? |access |users? )?(?:is |are )?(?:ok|allowed|welcome|enabled|permitted|accepted)|\b(?:only|allows?) anonymous|\blog ?in as .{0,10}\b(?:anonymous|ftp)\b/i

/** What the greeting says of it; whether it is true only a login would tell. */
function toAnonymous(text: string): Pick<Match, 'isAnonymousAllowed'> {
  if (refusesAnonymous.test(text)) return { isAnonymousAllowed: false }
  return offersAnonymous.test(text) ? { isAnonymousAllowed: true } : {}
}

type Answers = {
  readonly features: readonly string[]
  readonly featureCode: number | undefined
  readonly system: CodedReply | undefined
  readonly hasTls: boolean
}

/** 530: not logged in. */
const notLoggedIn = 530

function describe(match: Match, { features, featureCode, system, hasTls }: Answers): Match {
  const systemType = system?.code === 215 ? system.lines.join(' ') : undefined
  const isLocked = featureCode === notLoggedIn || system?.code === notLoggedIn
  return {
    ...match,
    clues: [...match.clues, ...toClues(features, systemType)],
    ...(isLocked ? { isAuthRequired: true } : {}),
    extra: { ...match.extra, features, systemType, hasTls },
  }
}

function toClues(features: readonly string[], systemType: string | undefined): readonly Clue[] {
  return [
    { field: 'ftp.features', text: features.join(' ') },
    ...(systemType ? [{ field: 'ftp.system', text: systemType }] : []),
    ...(systemType?.startsWith('Windows') ? [{ field: 'os', text: 'Windows' }] : []),
  ]
}
