import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/** Character generator over UDP (RFC 864): one byte is answered by up to 512, to whoever seems to ask. */
export const chargenUdp = defineDetector({
  id: 'chargen-udp',
  title: 'Character generator over UDP',
  transport: 'udp',
  ports: [19],
  prevalence: 15,
  maxConnections: 1,
  *detect() {
    const reply = yield send(request)
    if (!hasSequence(reply.bytes.subarray(0, 1024))) return undefined
    return {
      service: 'chargen',
      confidence: 100,
      evidence: `${request.length} byte answered by ${reply.bytes.length}`,
      clues: [],
      extra: { answerBytes: reply.bytes.length },
    }
  },
})

const request = Buffer.from('\n')
const sequenceLength = 20

/** Whether characters follow one another as in ASCII, as in every line of the pattern. */
function hasSequence(bytes: Buffer): boolean {
  let length = 1
  for (let index = 1; index < bytes.length && length < sequenceLength; index++) {
    length = bytes[index] === (bytes[index - 1] ?? 0) + 1 ? length + 1 : 1
  }
  return length >= sequenceLength
}
