import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/** Daytime over UDP (RFC 867): any datagram is answered by the time as text. */
export const daytimeUdp = defineDetector({
  id: 'daytime-udp',
  title: 'Daytime over UDP',
  transport: 'udp',
  ports: [13],
  prevalence: 15,
  maxConnections: 1,
  *detect() {
    const reply = yield send('\n')
    const text = reply.bytes.toString('latin1', 0, 200).trim()
    if (!/^[\x20-\x7e\r\n]{10,}$/.test(text) || !/\d{1,2}:\d\d/.test(text)) return undefined
    return {
      service: 'daytime',
      confidence: 80,
      evidence: text.slice(0, 100),
      clues: [],
      extra: { time: text },
    }
  },
})
