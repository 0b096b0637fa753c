import { hasCredSspReply, toCredSspRequest } from './credssp.ts'
import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { type NtlmChallenge, parseNtlmChallenge } from './ntlm.ts'
import {
  hasRdpPacket,
  parseRdpConnect,
  type RdpConnect,
  toRdpConnectInitial,
} from './rdp-connect.ts'
import { reconnect, send, startTls } from './steps.ts'

/**
 * RDP ([MS-RDPBCGR] 1.3.1.1, 2.2.1): which security a server takes, one connection each; the certificate,
 * and inside TLS the NTLM challenge or the answer to a Connect Initial. No credentials are sent.
 */
export const rdp = defineDetector({
  id: 'rdp',
  title: 'Remote Desktop Protocol',
  transport: 'tcp',
  ports: [3389, 3388],
  prevalence: 30,
  maxConnections: 3,
  *detect() {
    const best = yield* ask(everyProtocol)
    if (!best) return undefined
    const inside = yield* lookInside(best)
    const hasCredSsp = isCredSsp(best)
    const tls = hasCredSsp ? yield* askAgain(protocolTls) : best
    const plain = best.protocol === 'rdp' ? best : yield* askAgain(protocolRdp)
    const plainConnect = plain?.protocol === 'rdp' ? yield* connectInitial(plain) : undefined
    return toMatch(best, {
      challenge: inside.challenge,
      connect: { ...inside.connect, ...plainConnect },
      security: {
        rdp: plain && plain.protocol === 'rdp',
        tls: tls && tls.protocol === 'tls',
        credssp: hasCredSsp,
      },
    })
  },
  *startTls() {
    const best = yield* ask(everyProtocol)
    return best !== undefined && isSecured(best)
  },
})

const [protocolRdp, protocolTls, protocolCredSsp, protocolCredSspEx] = [0, 1, 2, 8]
const everyProtocol = protocolTls | protocolCredSsp | protocolCredSspEx

/** TPKT and X.224 headers, then RDP_NEG_REQ (2.2.1.1.1). */
function connectionRequest(protocols: number): Buffer {
  const request = Buffer.from('030000130ee000000000000100080000000000', 'hex')
  request.writeUInt32LE(protocols, 15)
  return request
}

type Confirm = {
  readonly protocol?: string
  readonly failure?: string
  readonly code: number
  readonly flags: number
  /** X.224 13.4.3: the server's number for the connection. */
  readonly sourceReference: number
}

function* ask(protocols: number): DetectorSteps<Confirm | undefined> {
  const request = connectionRequest(protocols)
  const reply = yield send(request, { until: hasRdpPacket, timeoutMs: 1500 })
  return parseConfirm(reply.bytes)
}

function* askAgain(protocols: number): DetectorSteps<Confirm | undefined> {
  const { end } = yield reconnect()
  return end === 'matched' ? yield* ask(protocols) : undefined
}

const negotiationResponse = 2
const negotiationFailure = 3

/** 2.2.1.2.1: selectedProtocol. */
const protocolNames: Readonly<Record<number, string>> = {
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

/** A server older than the negotiation confirms without a word about it: it knows its own security only. */
function parseConfirm(bytes: Buffer): Confirm | undefined {
  if (bytes.length < 11 || bytes[0] !== 3 || bytes[1] !== 0 || bytes[5] !== 0xd0) return undefined
  const sourceReference = bytes.readUInt16BE(8)
  const isShort = bytes.length < 19
  if (isShort && bytes.readUInt16BE(2) !== 11) return undefined
  if (isShort) return { protocol: 'rdp', code: 0, flags: 0, sourceReference }
  const facts = { code: bytes.readUInt32LE(15), flags: bytes.readUInt8(12), sourceReference }
  const code = String(facts.code)
  if (bytes[11] === negotiationResponse)
    return { protocol: protocolNames[facts.code] ?? code, ...facts }
  if (bytes[11] !== negotiationFailure) return undefined
  return { failure: failures[facts.code] ?? code, ...facts }
}

function isCredSsp({ protocol }: Confirm): boolean {
  return protocol === 'credssp' || protocol === 'credssp-ex'
}

/** All protocols but RDP's own security begin with TLS. */
function isSecured(confirm: Confirm): boolean {
  return confirm.protocol === 'tls' || isCredSsp(confirm)
}

type Inside = { readonly challenge?: NtlmChallenge | undefined; readonly connect?: RdpConnect }

function* lookInside(confirm: Confirm): DetectorSteps<Inside> {
  if (!isSecured(confirm)) return {}
  const { end } = yield startTls()
  if (end !== 'matched') return {}
  if (!isCredSsp(confirm)) {
    const connect = yield* connectInitial(confirm)
    return connect ? { connect } : {}
  }
  const reply = yield send(toCredSspRequest(), { until: hasCredSspReply, timeoutMs: 2000 })
  return { challenge: parseNtlmChallenge(reply.bytes) }
}

function* connectInitial({ code }: Confirm): DetectorSteps<RdpConnect | undefined> {
  const request = toRdpConnectInitial(code)
  const reply = yield send(request, { until: hasRdpPacket, timeoutMs: 1500 })
  return parseRdpConnect(reply.bytes)
}

type Facts = {
  readonly challenge: NtlmChallenge | undefined
  readonly connect: Partial<RdpConnect>
  readonly security: Readonly<Record<string, boolean | undefined>>
}

function toMatch(best: Confirm, { challenge, connect, security }: Facts): Match {
  const hostname = challenge?.dnsComputer ?? challenge?.netbiosComputer
  return {
    service: 'ms-wbt-server',
    confidence: 100,
    evidence: `connection confirm, security ${best.protocol ?? best.failure}`,
    clues: nameSoftware(best, challenge, connect),
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    ...(isNlaRequired(security) ? { isAuthRequired: true } : {}),
    extra: {
      securityProtocol: best.protocol,
      failure: best.failure,
      security,
      negotiationFlags: flagNames.filter((_, bit) => (best.flags >> bit) & 1),
      isNlaRequired: isNlaRequired(security),
      ntlm: challenge,
      ...connect,
    },
  }
}

function isNlaRequired({ credssp, tls, rdp: plain }: Facts['security']): boolean | undefined {
  if (tls === undefined || plain === undefined) return undefined
  return credssp === true && !tls && !plain
}

/** 2.2.1.2.1, from the lowest bit. */
const flagNames = [
  'extended-client-data',
  'dynamic-virtual-channel-graphics',
  'reserved',
  'restricted-admin',
  'redirected-authentication',
]

/**
 * xrdp grants 22 channels, whatever is asked. WinPR, on which FreeRDP's servers stand, calls itself
 * 6.1.7601 in NTLM, but counts its connections from 0, where Windows says 0x1234.
 */
function nameSoftware(
  { sourceReference }: Confirm,
  challenge: NtlmChallenge | undefined,
  connect: Partial<RdpConnect>,
): readonly Clue[] {
  if (connect.maxChannelIds === 22) return [{ field: 'rdp.product', text: 'xrdp' }]
  const version = challenge?.osVersion
  if (version === undefined) return []
  const isWinPr = version === '6.1.7601' && sourceReference === 0
  return isWinPr
    ? [{ field: 'rdp.product', text: 'FreeRDP' }]
    : [
        { field: 'rdp.product', text: 'Microsoft' },
        { field: 'windows.version', text: version },
      ]
}
