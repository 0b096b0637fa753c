import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { isText } from './text-lines.ts'

/** Finger (RFC 1288): the query for everybody, which many servers refuse. Names no user. */
export const finger = defineDetector({
  id: 'finger',
  title: 'Finger user information',
  transport: 'tcp',
  ports: [79],
  prevalence: 0,
  maxConnections: 1,
  matchError: (bytes) =>
    /^finger: [^\n]{1,200}: no such user/.test(bytes.toString('latin1', 0, 250)),
  *detect() {
    const reply = yield send('\r\n', { timeoutMs: 2500, idleMs: 500 })
    return toMatch(reply.bytes)
  },
})

// The table of BSD, of System V and of Cisco's routers, and what is said of an empty house.
const known =
  /^\s*(?:No one logged (?:on|in)|Login\b.{0,40}\bName\b|Login: |Login name: |Line\b.{0,40}\bUser\b|finger: |User\b.{0,40}\bLast|Nobody (?:is )?(?:logged|on))/im

/** A server may say anything (RFC 1288 2.5); what no other protocol says is certain. */
function toMatch(bytes: Buffer): Match | undefined {
  const text = bytes.toString('latin1', 0, 4096)
  const isKnown = known.test(text)
  if (!isKnown && (text.trim() === '' || !isText(bytes) || isOtherProtocol(text))) return undefined
  return {
    service: 'finger',
    confidence: isKnown ? 90 : 40,
    evidence: `answer "${text.trim().slice(0, 100)}"`,
    clues: [{ field: 'finger.answer', text }],
    isAnonymousAllowed: true,
    ...(isKnown ? {} : { isProvisional: true }),
    extra: { answer: text.trim() },
  }
}

function isOtherProtocol(text: string): boolean {
  return /^(?:HTTP\/|SSH-|<|\d{3}[ -]|[*+-](?:OK|ERR|BAD))/.test(text)
}
