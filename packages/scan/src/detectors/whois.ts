import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { isText } from './text-lines.ts'

/** Whois (RFC 3912): the query for a name that nobody can have registered (RFC 2606 2). */
export const whois = defineDetector({
  id: 'whois',
  title: 'Whois',
  transport: 'tcp',
  ports: [43],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const reply = yield send('windvane.invalid\r\n', { timeoutMs: 2500, idleMs: 500 })
    return toMatch(reply.bytes)
  },
})

/** Answers have no form (RFC 3912 2): remarks behind a sign, and some way to say that there is nothing. */
const known =
  /^(?:[%#]{1,2} ?[A-Za-z]{2}|.{0,80}\bwhois\b|\S.{0,200}[ "'=]windvane\.invalid\b|no (?:match|entries|data|object|information|whois server)\b|not found\b|(?:invalid|malformed) (?:query|request)\b)/im

function toMatch(bytes: Buffer): Match | undefined {
  const text = bytes.toString('latin1', 0, 4096)
  if (!isText(bytes) || text.startsWith('HTTP/') || !known.test(text)) return undefined
  const line = known.exec(text)?.[0] ?? ''
  return {
    service: 'whois',
    confidence: 85,
    evidence: `answer "${line.trim().slice(0, 100)}"`,
    clues: [{ field: 'whois.answer', text }],
    isAnonymousAllowed: true,
    extra: { answer: text.trim().slice(0, 1000) },
  }
}
