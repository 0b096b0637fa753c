import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { isText } from './text-lines.ts'

/** Line printer daemon (RFC 1179 5.3): the short state of a queue. Prints nothing, on its own port alone. */
export const lpd = defineDetector({
  id: 'lpd',
  title: 'Line printer daemon',
  transport: 'tcp',
  ports: [515],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const reply = yield send('\x03lp\n', { timeoutMs: 2500, idleMs: 500 })
    return toMatch(reply.bytes)
  },
})

const known =
  /\b(?:no entries|\d{1,6} jobs?\b|is ready|queue|printer|lpd:|lpq:|spool|unknown printer|no such|not authorized|permission|access)/i

/** The answer is for people (RFC 1179 5.3): what does not speak of printing is no certain sign. */
function toMatch(bytes: Buffer): Match | undefined {
  const text = bytes.toString('latin1', 0, 4096)
  if (!isText(bytes) || text.trim() === '' || text.startsWith('HTTP/')) return undefined
  const isKnown = known.test(text)
  return {
    service: 'printer',
    confidence: isKnown ? 90 : 40,
    evidence: `state of a queue "${text.trim().slice(0, 100)}"`,
    clues: [],
    ...(isKnown ? {} : { isProvisional: true }),
    extra: { answer: text.trim() },
  }
}
