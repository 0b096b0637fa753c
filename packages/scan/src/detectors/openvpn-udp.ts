import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * OpenVPN: the first packet of a client's control channel (openvpn-wire-protocol draft 3). A server
 * that wants packets signed or encrypted from the first on (tls-auth, tls-crypt) stays silent.
 */
export const openvpnUdp = defineDetector({
  id: 'openvpn-udp',
  title: 'OpenVPN over UDP',
  transport: 'udp',
  ports: [1194],
  prevalence: 60,
  maxConnections: 1,
  *detect() {
    const reply = yield send(resetRequest)
    return parseReset(reply.bytes)
  },
})

const sessionId = Buffer.from('57494e4456414e45', 'hex')
const [resetClientV2, resetServerV2] = [7, 8]

/** Opcode and key number, session, no acknowledgements, packet 0. */
const resetRequest = Buffer.concat([Buffer.from([resetClientV2 << 3]), sessionId, Buffer.alloc(5)])

/** The server's reset acknowledges our packet 0 and repeats our session. */
function parseReset(bytes: Buffer): Match | undefined {
  if (bytes.length < 26 || bytes.readUInt8(0) >> 3 !== resetServerV2) return undefined
  const acknowledged = bytes.readUInt8(9)
  const ours = 10 + acknowledged * 4
  if (acknowledged === 0 || acknowledged > 8) return undefined
  if (!bytes.subarray(ours, ours + sessionId.length).equals(sessionId)) return undefined
  return {
    service: 'openvpn',
    confidence: 100,
    evidence: 'answered a reset without tls-auth or tls-crypt',
    clues: [],
    extra: { isFirstPacketProtected: false },
  }
}
