import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** TFTP (RFC 1350): a file that nobody has is asked for; the error names the protocol. */
export const tftp = defineDetector({
  id: 'tftp',
  title: 'Trivial File Transfer Protocol',
  transport: 'udp',
  // RFC 1350 4: each transfer goes on from a port of its own.
  isAnsweredElsewhere: true,
  ports: [69],
  prevalence: 50,
  maxConnections: 1,
  *detect() {
    const reply = yield send(readRequest, { timeoutMs: 1500 })
    return parseAnswer(reply.bytes)
  },
})

const readRequest = Buffer.from('\0\x01windvane-0c1f7e5a93\0octet\0', 'latin1')
const [dataOpcode, errorOpcode] = [3, 5]

const errorNames = [
  'not defined',
  'file not found',
  'access violation',
  'disk full',
  'illegal operation',
  'unknown transfer',
  'file exists',
  'no such user',
  'option refused',
]

function parseAnswer(bytes: Buffer): Match | undefined {
  if (bytes.length < 4) return undefined
  const [opcode, code] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
  // Some servers hand out the same file whatever is asked for.
  if (opcode === dataOpcode && code === 1 && bytes.length <= 516) {
    return toMatch('sent a file that was never there', {})
  }
  const errorName = errorNames[code]
  if (opcode !== errorOpcode || errorName === undefined || bytes.at(-1) !== 0) return undefined
  const message = bytes.toString('latin1', 4, bytes.length - 1).slice(0, 200)
  return toMatch(`error ${code} "${message}"`, { errorCode: code, errorName, errorText: message })
}

function toMatch(evidence: string, facts: Readonly<Record<string, unknown>>): Match {
  return { service: 'tftp', confidence: 100, evidence, clues: [], extra: facts }
}
