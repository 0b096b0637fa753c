import { defineDetector, type DetectorSteps } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Echo (RFC 862): a line and some bytes that no protocol shares, each back unchanged. A terminal echoes
 * as well, but changes what is not text.
 */
export const echo = defineDetector({
  id: 'echo',
  title: 'Echo',
  transport: 'tcp',
  ports: [7],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const isEcho = (yield* comesBack(line)) && (yield* comesBack(bytes))
    if (!isEcho) return undefined
    return {
      service: 'echo',
      confidence: 95,
      evidence: 'two messages came back unchanged',
      clues: [],
      isAnonymousAllowed: true,
      extra: {},
    }
  },
})

const line = Buffer.from('Windvane asks who is there\r\n')
const bytes = Buffer.from('00ff7f800d000a1bfe01', 'hex')

function* comesBack(message: Buffer): DetectorSteps<boolean> {
  const reply = yield send(message, {
    until: (received) => received.length >= message.length,
    timeoutMs: 1500,
  })
  return reply.bytes.equals(message)
}
