import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * iSCSI (RFC 7143 11.12, 13.3): the first Login request of a discovery session, which asks how it
 * would have to authenticate and stops there. No session comes about.
 */
export const iscsi = defineDetector({
  id: 'iscsi',
  title: 'iSCSI',
  transport: 'tcp',
  ports: [3260, 860],
  prevalence: 8,
  maxConnections: 1,
  *detect() {
    const reply = yield send(loginRequest(), { until: hasPdu, timeoutMs: 1500 })
    return parseResponse(reply.bytes)
  },
})

const headerBytes = 48
const [loginRequestCode, loginResponseCode] = [0x43, 0x23]
const dataLimitBytes = 16_384

/** Security negotiation without a wish to go on (T = 0). */
function loginRequest(): Buffer {
  const keys = [
    'InitiatorName=iqn.2026-01.example.host:windvane',
    'SessionType=Discovery',
    'AuthMethod=None,CHAP',
  ]
  const data = Buffer.from(keys.map((key) => `${key}\0`).join(''), 'latin1')
  const header = Buffer.alloc(headerBytes)
  header.writeUInt8(loginRequestCode, 0)
  header.writeUIntBE(data.length, 5, 3)
  // An ISID of the random kind.
  header.writeUInt8(0x80, 8)
  header.writeUInt32BE(1, 16)
  header.writeUInt32BE(1, 24)
  return Buffer.concat([header, data, Buffer.alloc(-data.length & 3)])
}

function hasPdu(bytes: Buffer): boolean {
  if (bytes.length < headerBytes) return false
  const length = bytes.readUIntBE(5, 3)
  return length > dataLimitBytes || bytes.length >= headerBytes + length
}

function parseResponse(bytes: Buffer): Match | undefined {
  if (!hasPdu(bytes) || bytes[0] !== loginResponseCode) return undefined
  const length = bytes.readUIntBE(5, 3)
  // The initiator task tag comes back.
  if (length > dataLimitBytes || bytes.readUInt32BE(16) !== 1) return undefined
  const keys = readKeys(bytes.subarray(headerBytes, headerBytes + length))
  const status = bytes.toString('hex', 36, 38)
  const method = keys.get('AuthMethod')
  return {
    service: 'iscsi',
    confidence: 100,
    evidence: `login is answered by status ${status}, AuthMethod ${method ?? 'not told'}`,
    clues: [],
    banner: Buffer.alloc(0),
    ...(method === undefined
      ? {}
      : { isAuthRequired: method !== 'None', isAnonymousAllowed: method === 'None' }),
    extra: {
      status,
      authMethod: method,
      targetAlias: keys.get('TargetAlias'),
      targetPortalGroup: keys.get('TargetPortalGroupTag'),
    },
  }
}

function readKeys(data: Buffer): ReadonlyMap<string, string> {
  const pairs = data.toString('utf8').split('\0', 50)
  return new Map(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.replace(/^[^=]*=/, '')]))
}
