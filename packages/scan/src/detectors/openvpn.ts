import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * OpenVPN over TCP (its protocol document, Reliability Layer): a client's hard reset, which the server
 * answers by its own. With tls-auth or tls-crypt it does not answer strangers.
 */
export const openvpn = defineDetector({
  id: 'openvpn',
  title: 'OpenVPN',
  transport: 'tcp',
  ports: [1194],
  prevalence: 8,
  maxConnections: 1,
  *detect() {
    const reply = yield send(clientReset, { until: hasPacket, timeoutMs: 1500 })
    const { bytes } = reply
    if (!isServerReset(bytes)) return undefined
    return {
      service: 'openvpn',
      confidence: 100,
      evidence: 'P_CONTROL_HARD_RESET_SERVER_V2 that acknowledges ours',
      clues: [{ field: 'openvpn.product', text: 'openvpn' }],
      extra: { keyMethod: 2, isControlChannelOpen: true },
    }
  },
})

const sessionId = Buffer.from('57696e6476616e65', 'hex')
const clientResetV2 = 7
const serverResetV2 = 8

// A length, the operation in the upper five bits, our session, no acknowledgement, packet 0.
const clientReset = Buffer.concat([
  Buffer.from([0, 14, clientResetV2 << 3]),
  sessionId,
  Buffer.from([0, 0, 0, 0, 0]),
])

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= bytes.readUInt16BE(0) + 2
}

/** The server's session, one acknowledged packet (ours, 0), and our session said back. */
function isServerReset(bytes: Buffer): boolean {
  const acknowledged = bytes.subarray(11, 24)
  return (
    bytes.length >= 28 &&
    bytes.readUInt16BE(0) === 26 &&
    bytes.readUInt8(2) >> 3 === serverResetV2 &&
    acknowledged.equals(Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), sessionId]))
  )
}
