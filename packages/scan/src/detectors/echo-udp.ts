import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/** Echo over UDP (RFC 862). */
export const echoUdp = defineDetector({
  id: 'echo-udp',
  title: 'Echo over UDP',
  transport: 'udp',
  ports: [7],
  prevalence: 20,
  maxConnections: 1,
  *detect() {
    const reply = yield send(text)
    if (!reply.bytes.equals(text)) return undefined
    return {
      service: 'echo',
      confidence: 100,
      evidence: 'repeated what it was sent',
      clues: [],
      extra: {},
    }
  },
})

const text = Buffer.from('windvane')
