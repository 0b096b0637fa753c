import { defineDetector, type Match } from './define-detector.ts'
import { receive } from './steps.ts'
import { toLines } from './text-lines.ts'

/** Character generator (RFC 864): lines without end, each turned by one character. Two are enough. */
export const chargen = defineDetector({
  id: 'chargen',
  title: 'Character generator',
  transport: 'tcp',
  ports: [19],
  prevalence: 4,
  maxConnections: 1,
  matchBanner: matchPattern,
  *detect() {
    const greeting = yield receive({ until: (bytes) => matchPattern(bytes) !== undefined })
    return matchPattern(greeting.bytes)
  },
})

const lineLength = 72

function matchPattern(bytes: Buffer): Match | undefined {
  const [first = '', second = ''] = toLines(bytes.subarray(0, 200))
  const isTurned = first.slice(1) === second.slice(0, -1)
  if (first.length !== lineLength || second.length !== lineLength || !isTurned) return undefined
  // The pattern runs through the printing characters in the order of ASCII.
  if (first.charCodeAt(1) - first.charCodeAt(0) !== 1) return undefined
  return {
    service: 'chargen',
    confidence: 100,
    evidence: 'two lines of the turning pattern',
    clues: [],
    isAnonymousAllowed: true,
    extra: {},
  }
}
