import { defineDetector } from './define-detector.ts'
import { receive } from './steps.ts'
import { isText } from './text-lines.ts'

/**
 * Quote of the day (RFC 865): a short text, unasked, and the end. Nothing in the text tells the
 * protocol, so that this is said of its own port alone, and any other answer wins.
 */
export const qotd = defineDetector({
  id: 'qotd',
  title: 'Quote of the day',
  transport: 'tcp',
  ports: [17],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const { bytes, end } = yield receive({ until: () => false, timeoutMs: 2500 })
    // At most 512 characters should come (RFC 865); some servers send more.
    if (end !== 'closed' || bytes.length > 2048 || !isText(bytes)) return undefined
    const quote = bytes.toString('latin1').trim()
    return {
      service: 'qotd',
      confidence: 50,
      evidence: `text "${quote.slice(0, 100)}" and the end`,
      clues: [],
      isAnonymousAllowed: true,
      isProvisional: true,
      extra: { quote },
    }
  },
})
