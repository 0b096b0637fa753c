import { defineDetector, type Match } from './define-detector.ts'
import { receive } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** Daytime (RFC 867): a line with the date and the time, unasked. */
export const daytime = defineDetector({
  id: 'daytime',
  title: 'Daytime',
  transport: 'tcp',
  ports: [13],
  prevalence: 4,
  maxConnections: 1,
  matchBanner: matchDate,
  *detect() {
    const greeting = yield receive({ until: (bytes) => matchDate(bytes) !== undefined })
    return matchDate(greeting.bytes)
  },
})

// No form is prescribed (RFC 867): xinetd's, ctime's (inetd), that of the RFC's example, NIST's, Windows's.
const forms: readonly RegExp[] = [
  /^\d{1,2} [A-Z]{3} \d{4} \d{2}:\d{2}:\d{2}(?: [A-Z]{2,5})?$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}(?: [A-Z]{2,5})? \d{4}$/,
  /^[A-Z][a-z]{5,8}, [A-Z][a-z]{2,8} \d{1,2}, \d{4},? \d{1,2}:\d{2}:\d{2}(?:[- ][A-Z]{2,5})?$/,
  /^\d{5} \d{2}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} \d{2} \d{1,2} \d{1,2} [\d. ]{1,12} UTC\([A-Z]{2,6}\) \*?$/,
  /^\d{1,2}:\d{2}:\d{2} (?:[AP]M )?\d{1,2}[/.]\d{1,2}[/.]\d{4}$/,
]

function matchDate(bytes: Buffer): Match | undefined {
  if (bytes.length > 100 || !hasLine(bytes)) return undefined
  const text = bytes.toString('latin1').trim()
  if (!forms.some((form) => form.test(text))) return undefined
  return {
    service: 'daytime',
    confidence: 90,
    evidence: `date "${text}"`,
    clues: [],
    isAnonymousAllowed: true,
    extra: { date: text },
  }
}
