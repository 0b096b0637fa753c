import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'
import { toLines } from './text-lines.ts'

/** ManageSieve (RFC 5804): the greeting's capabilities, STARTTLS when offered. Never logs in. */
export const managesieve = defineDetector({
  id: 'managesieve',
  title: 'ManageSieve',
  transport: 'tcp',
  ports: [4190, 2000],
  prevalence: 10,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasResponse })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const hasTls = yield* negotiateTls(greeting.bytes)
    if (!hasTls) {
      yield send('LOGOUT\r\n', { until: hasResponse, timeoutMs: farewellMs })
      return match
    }
    const handshake = yield startTls()
    // The capabilities are told again inside TLS (RFC 5804 2.2), with more ways to log in.
    const inside = handshake.end === 'closed' ? undefined : yield receive({ until: hasResponse })
    const secured = inside && matchGreeting(inside.bytes)
    const saslInTls = secured?.extra['saslMechanisms']
    return { ...match, extra: { ...match.extra, hasTls, saslMechanismsInTls: saslInTls } }
  },
  *startTls() {
    const greeting = yield receive({ until: hasResponse })
    return yield* negotiateTls(greeting.bytes)
  },
})

/** Capabilities end with a response (RFC 5804 1.2). */
function hasResponse(bytes: Buffer): boolean {
  return /(?:^|\n)(?:OK|NO|BYE)\b[^\n]{0,1000}\n/.test(bytes.toString('latin1', 0, 16_384))
}

function matchGreeting(bytes: Buffer): Match | undefined {
  if (!hasResponse(bytes)) return undefined
  const capabilities = toCapabilities(bytes)
  const implementation = capabilities.get('IMPLEMENTATION')
  // Both are compulsory (RFC 5804 1.7).
  if (implementation === undefined || !capabilities.has('SIEVE')) return undefined
  const mechanisms = toWords(capabilities.get('SASL'))
  const isAnonymousAllowed = mechanisms.includes('ANONYMOUS')
  return {
    service: 'sieve',
    confidence: 100,
    evidence: `implementation "${implementation.slice(0, 100)}"`,
    clues: [{ field: 'sieve.implementation', text: implementation }],
    isAuthRequired: !isAnonymousAllowed,
    isAnonymousAllowed,
    extra: {
      implementation,
      version: capabilities.get('VERSION'),
      saslMechanisms: mechanisms,
      extensions: toWords(capabilities.get('SIEVE')),
      capabilities: [...capabilities.keys()],
      hasTls: false,
    },
  }
}

function toCapabilities(bytes: Buffer): ReadonlyMap<string, string> {
  const pairs = toLines(bytes).flatMap((line) => {
    const pair = /^"([A-Z-]{1,32})"(?: "([^"]{0,900})")?$/i.exec(line)
    return pair?.[1] === undefined ? [] : [[pair[1].toUpperCase(), pair[2] ?? ''] as const]
  })
  return new Map(pairs)
}

function toWords(text: string | undefined): readonly string[] {
  return text?.split(' ', 100).filter((word) => word !== '') ?? []
}

function* negotiateTls(greeting: Buffer): DetectorSteps<boolean> {
  if (!toCapabilities(greeting).has('STARTTLS')) return false
  const reply = yield send('STARTTLS\r\n', { until: hasResponse })
  return reply.bytes.toString('latin1', 0, 2) === 'OK'
}
