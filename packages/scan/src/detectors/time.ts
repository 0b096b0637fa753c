import { defineDetector } from './define-detector.ts'
import { receive } from './steps.ts'

/**
 * Time (RFC 868): four bytes, the seconds since 1900, and the end. Any four bytes could be a time, so
 * that this is said of its own port alone.
 */
export const time = defineDetector({
  id: 'time',
  title: 'Time',
  transport: 'tcp',
  ports: [37],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const { bytes, end } = yield receive({ until: (heard) => heard.length > 8, timeoutMs: 2500 })
    const seconds = end === 'closed' ? readSeconds(bytes) : undefined
    if (seconds === undefined || seconds < secondsTo2015) return undefined
    const date = new Date(seconds * 1000).toISOString()
    return {
      service: 'time',
      confidence: 85,
      evidence: `time ${date}`,
      clues: [],
      isAnonymousAllowed: true,
      extra: { time: date },
    }
  },
})

/** The inetd of GNU inetutils fills up to the size of a long with zeros. */
function readSeconds(bytes: Buffer): number | undefined {
  const isLong = bytes.length === 8 && bytes.readUInt32BE(4) === 0
  return bytes.length === 4 || isLong ? bytes.readUInt32BE(0) - secondsTo1970 : undefined
}

const secondsTo1970 = 2_208_988_800 // RFC 868
const secondsTo2015 = 1_420_070_400
