import { defineDetector, type DetectorSteps } from './define-detector.ts'
import { send, startTls } from './steps.ts'

/** RDP ([MS-RDPBCGR] 2.2.1.1): X.224 connection request, then TLS for the certificate. Never logs in. */
export const rdp = defineDetector({
  id: 'rdp',
  title: 'Remote Desktop Protocol',
  transport: 'tcp',
  ports: [3389, 3388],
  prevalence: 30,
  maxConnections: 1,
  *detect() {
    const answer = yield* requestConnection()
    if (!answer) return undefined
    if (isSecured(answer)) yield startTls()
    return {
      service: 'ms-wbt-server',
      confidence: 100,
      evidence: `connection confirm, security ${answer.protocol ?? answer.failure ?? 'rdp'}`,
      clues: [],
      extra: { securityProtocol: answer.protocol, failure: answer.failure },
    }
  },
  *startTls() {
    const answer = yield* requestConnection()
    return answer !== undefined && isSecured(answer)
  },
})

function* requestConnection(): DetectorSteps<Confirm | undefined> {
  const reply = yield send(connectionRequest, { until: hasPacket, timeoutMs: 1500 })
  return parseConfirm(reply.bytes)
}

/** All protocols but RDP's own security begin with TLS. */
function isSecured({ protocol }: Confirm): boolean {
  return protocol !== undefined && protocol !== 'rdp'
}

/** TPKT and X.224 headers, then RDP_NEG_REQ for TLS, CredSSP and CredSSP with early user result. */
const connectionRequest = Buffer.from('030000130ee00000000000010008000b000000', 'hex')

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.length >= bytes.readUInt16BE(2)
}

type Confirm = { readonly protocol?: string; readonly failure?: string }

const negotiationResponse = 2
const negotiationFailure = 3

/** 2.2.1.2.1: selectedProtocol. */
const protocols: Readonly<Record<number, string>> = {
  0: 'rdp',
  1: 'tls',
  2: 'credssp',
  8: 'credssp-ex',
}

/** 2.2.1.2.2: failureCode. */
const failures: Readonly<Record<number, string>> = {
  1: 'ssl-required',
  2: 'ssl-not-allowed',
  3: 'ssl-certificate-missing',
  5: 'hybrid-required',
}

function parseConfirm(bytes: Buffer): Confirm | undefined {
  if (bytes.length < 11 || bytes[0] !== 3 || bytes[1] !== 0 || bytes[5] !== 0xd0) return undefined
  if (bytes.length < 19) return bytes.readUInt16BE(2) === 11 ? {} : undefined
  const code = bytes.readUInt32LE(15)
  if (bytes[11] === negotiationResponse) return { protocol: protocols[code] ?? String(code) }
  return bytes[11] === negotiationFailure ? { failure: failures[code] ?? String(code) } : undefined
}
