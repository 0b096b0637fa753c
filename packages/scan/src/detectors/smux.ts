import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * SMUX (RFC 1227): an Open of a version that does not exist, which the agent must answer by a Close.
 * Net-SNMP waits for a silent peer's Open and hears nobody else meanwhile.
 */
export const smux = defineDetector({
  id: 'smux',
  title: 'SNMP multiplexing',
  transport: 'tcp',
  ports: [199],
  prevalence: 0,
  maxConnections: 1,
  takesOneConnection: true,
  matchError: (bytes) => readClose(bytes) !== undefined,
  *detect() {
    const reply = yield send(openRequest, { until: (bytes) => bytes.length >= 3, timeoutMs: 1500 })
    const reason = readClose(reply.bytes)
    if (reason === undefined) return undefined
    return {
      service: 'smux',
      confidence: 95,
      evidence: `Close with reason "${reason}"`,
      clues: [],
      extra: { closeReason: reason },
    }
  },
})

// [APPLICATION 0] { version 99, identity 0.0, no description, no password }: never a registration.
const openRequest = Buffer.from('600a02016306010004000400', 'hex')

// RFC 1227 3, ClosePDU.
const reasons = [
  'going down',
  'unsupported version',
  'packet format',
  'protocol error',
  'internal error',
  'authentication failure',
]

/** A Close is [APPLICATION 1] IMPLICIT INTEGER, alone on the wire. */
function readClose(bytes: Buffer): string | undefined {
  if (bytes.length !== 3 || bytes[0] !== 0x41 || bytes[1] !== 1) return undefined
  return reasons[bytes[2] ?? -1]
}
