import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** Identification (RFC 1413): a pair of ports between which there is no connection. */
export const ident = defineDetector({
  id: 'ident',
  title: 'Identification of users',
  transport: 'tcp',
  ports: [113],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const reply = yield send('1, 1\r\n', { until: hasLine, timeoutMs: 1500 })
    const text = reply.bytes.toString('latin1', 0, 600)
    const answer = /^\s*1\s*,\s*1\s*:\s*(ERROR|USERID)\s*:\s*([^\r\n]{1,500})/.exec(text)
    if (answer?.[1] === undefined) return undefined
    return {
      service: 'ident',
      confidence: 95,
      evidence: `answer "${answer[0].trim().slice(0, 100)}"`,
      clues: [],
      isAnonymousAllowed: true,
      // A user for a connection that does not exist: it answers everybody alike.
      extra: { answer: answer[2], isInvented: answer[1] === 'USERID' },
    }
  },
})
