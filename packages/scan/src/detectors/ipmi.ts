import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * IPMI over LAN (IPMI 2.0 specification 13 and 22.13): Get Channel Authentication Capabilities, which
 * precedes every session; where it is not answered, a presence ping of ASF (ASF 2.0, 3.2.4.3).
 */
export const ipmi = defineDetector({
  id: 'ipmi',
  title: 'Intelligent Platform Management Interface',
  transport: 'udp',
  ports: [623],
  prevalence: 55,
  maxConnections: 1,
  *detect() {
    const reply = yield send(capabilitiesRequest())
    const capabilities = parseCapabilities(reply.bytes)
    if (capabilities || reply.end === 'closed') return capabilities
    return parsePong((yield send(presencePing)).bytes)
  },
})

/** RMCP version 1, reserved, no acknowledgement, class (ASF 2.0, 3.2.2.2). */
const [ipmiClass, asfClass] = [0x07, 0x06]
const rmcpHeader = [0x06, 0x00, 0xff]

/** No session: authentication none, sequence and session zero. */
const sessionHeader = Array<number>(9).fill(0)

function capabilitiesRequest(): Buffer {
  const [managementController, remoteConsole] = [0x20, 0x81]
  const applicationRequest = 0x06 << 2
  const getCapabilities = 0x38
  // Version 2.0 data wanted, of the channel we come by; for the highest level.
  const body = [remoteConsole, 0, getCapabilities, 0x8e, 0x04]
  const address = [managementController, applicationRequest]
  const message = [...address, checksum(address), ...body, checksum(body)]
  return Buffer.from([...rmcpHeader, ipmiClass, ...sessionHeader, message.length, ...message])
}

/** The two's complement of the sum (IPMI 2.0, 13.8). */
function checksum(bytes: readonly number[]): number {
  return -bytes.reduce((sum, byte) => sum + byte, 0) & 255
}

/** IANA's number of ASF, presence ping, our tag, reserved, no data. */
const presencePing = Buffer.concat([
  Buffer.from([...rmcpHeader, asfClass]),
  Buffer.from('000011be80570000', 'hex'),
])

const authenticationTypes = ['none', 'md2', 'md5', undefined, 'password', 'oem']

function parseCapabilities(bytes: Buffer): Match | undefined {
  const start = messageStart(bytes)
  if (start === undefined || bytes.length < start + 15) return undefined
  const [, network, , , , command, completion] = bytes.subarray(start)
  if (network === undefined || network >> 2 !== 0x07 || command !== 0x38) return undefined
  if (completion !== 0) return toMatch(`completion code ${completion}`, {})
  const [, types = 0, status = 0, extended = 0] = bytes.subarray(start + 7)
  const isV2 = (types & 0x80) !== 0 && (extended & 0x02) !== 0
  const versions = [...(!isV2 || (extended & 0x01) !== 0 ? ['1.5'] : []), ...(isV2 ? ['2.0'] : [])]
  const match = toMatch(`IPMI ${versions.join(' and ')}`, {
    versions,
    authenticationTypes: authenticationTypes.filter((name, bit) => name && types & (1 << bit)),
    isAnonymousLoginAllowed: (status & 0x01) !== 0,
    hasNullUsers: (status & 0x02) !== 0,
    hasNamedUsers: (status & 0x04) !== 0,
    isUserAuthenticationOff: (status & 0x08) !== 0,
    isMessageAuthenticationOff: (status & 0x10) !== 0,
    isKeySet: isV2 && (status & 0x20) !== 0,
    oemId: bytes.readUIntLE(start + 11, 3),
  })
  return { ...match, isAnonymousAllowed: (status & 0x01) !== 0 }
}

/** Behind the session header, which is longer where the answer carries an authentication code. */
function messageStart(bytes: Buffer): number | undefined {
  if (bytes.length < 14 || bytes.readUInt8(0) !== 0x06) return undefined
  if ((bytes.readUInt8(3) & 0x1f) !== ipmiClass) return undefined
  return bytes.readUInt8(4) === 0 ? 14 : 30
}

/** ASF 2.0, 3.2.4.3: the pong repeats the tag and tells the entities that are supported. */
function parsePong(bytes: Buffer): Match | undefined {
  if (bytes.length < 24 || bytes.readUInt8(0) !== 0x06) return undefined
  if ((bytes.readUInt8(3) & 0x1f) !== asfClass) return undefined
  if (bytes.readUInt8(8) !== 0x40 || bytes.readUInt8(9) !== 0x57) return undefined
  const hasIpmi = (bytes.readUInt8(20) & 0x80) !== 0
  return toMatch('ASF presence pong', { enterprise: bytes.readUInt32BE(12), hasIpmi })
}

function toMatch(evidence: string, extra: Readonly<Record<string, unknown>>): Match {
  return { service: 'asf-rmcp', confidence: 100, evidence, clues: [], extra }
}
