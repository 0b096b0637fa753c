import { isIP } from 'node:net'

import { type DerElement, readDer, readDerChildren } from '../tls/read-der.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { reconnect, send } from './steps.ts'

/**
 * Kerberos over TCP (RFC 4120 5.4.1, 5.9.1, 7.2.2): an AS-REQ for a principal that does not exist,
 * without preauthentication, whose KRB-ERROR tells the time; then a length with the high bit set,
 * which has to be refused by a KRB-ERROR, and that one names the realm.
 */
export const kerberos = defineDetector({
  id: 'kerberos',
  title: 'Kerberos',
  transport: 'tcp',
  ports: [88],
  prevalence: 12,
  maxConnections: 2,
  matchError: (bytes) => readError(bytes) !== undefined,
  *detect({ host }) {
    const guess = guessRealm(host)
    const reply = yield send(asRequest(guess), { until: hasMessage, timeoutMs: 1500 })
    const error = readError(reply.bytes)
    if (!error) return undefined
    yield reconnect()
    const refusal = yield send(futureRequest, { until: hasMessage, timeoutMs: 1000 })
    return toMatch(error, { guess, refusal: readError(refusal.bytes) })
  },
})

const [integer, bitString, octets, sequence] = [0x02, 0x03, 0x1b, 0x30]
const generalizedTime = 0x18
const asRequestTag = 0x6a
const errorTag = 0x7e
const lengthBytes = 4
/** Kept for extensions: whoever knows none answers KRB_ERR_FIELD_TOOLONG (RFC 4120 7.2.2). */
const futureRequest = Buffer.from([0x80, 0, 0, 0])
const messageLimitBytes = 16_384
const [principalName, serviceName] = [1, 2]
/** aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96, rc4-hmac (IANA's registry). */
const encryptionTypes = [18, 17, 23]

/** By custom a realm is the domain in capital letters (RFC 4120 6.1). */
function guessRealm(host: string): string {
  const domain = host.split('.').slice(1).join('.')
  return isIP(host) !== 0 || domain === '' ? 'WINDVANE.INVALID' : domain.toUpperCase()
}

function asRequest(realm: string): Buffer {
  const body = tagged(
    sequence,
    field(0, tagged(bitString, Buffer.from([0, 0, 0, 0, 0]))),
    field(1, principal(principalName, 'windvane-no-such-user')),
    field(2, text(realm)),
    field(3, principal(serviceName, 'krbtgt', realm)),
    field(5, tagged(generalizedTime, Buffer.from('20370913024805Z', 'latin1'))),
    field(7, tagged(integer, Buffer.from([0x57, 0x56]))),
    field(8, tagged(sequence, ...encryptionTypes.map((type) => number(type)))),
  )
  const request = tagged(sequence, field(1, number(5)), field(2, number(10)), field(4, body))
  const message = tagged(asRequestTag, request)
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(message.length, 0)
  return Buffer.concat([length, message])
}

function principal(type: number, ...names: readonly string[]): Buffer {
  const texts = tagged(sequence, ...names.map((name) => text(name)))
  return tagged(sequence, field(0, number(type)), field(1, texts))
}

function field(tag: number, content: Buffer): Buffer {
  return tagged(0xa0 | tag, content)
}

function text(value: string): Buffer {
  return tagged(octets, Buffer.from(value, 'latin1'))
}

function number(value: number): Buffer {
  return tagged(integer, Buffer.from([value]))
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

function hasMessage(bytes: Buffer): boolean {
  if (bytes.length < lengthBytes) return false
  const length = bytes.readUInt32BE(0)
  return length > messageLimitBytes || bytes.length >= lengthBytes + length
}

type KerberosError = {
  readonly code: number
  readonly realm: string
  readonly serverTime?: string
  readonly text?: string
}

const errorMessageType = 30

/** KRB-ERROR: every field has the tag that the specification counts it by. */
function readError(bytes: Buffer): KerberosError | undefined {
  if (bytes.length < lengthBytes || bytes[lengthBytes] !== errorTag) return undefined
  const outer = readDer(bytes, lengthBytes)
  const inner = outer && readDerChildren(bytes, outer)[0]
  if (inner?.tag !== sequence) return undefined
  const fields = readFields(bytes, inner)
  const isError = readNumber(fields.get(1)) === errorMessageType && readNumber(fields.get(0)) === 5
  const code = readNumber(fields.get(6))
  const realm = fields.get(9)?.toString('utf8', 0, 255)
  if (!isError || code === undefined || realm === undefined) return undefined
  const serverTime = readTime(fields.get(4))
  const told = fields.get(11)?.toString('utf8', 0, 500)
  return { code, realm, ...(serverTime ? { serverTime } : {}), ...(told ? { text: told } : {}) }
}

function readFields(bytes: Buffer, parent: DerElement): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>()
  for (const element of readDerChildren(bytes, parent)) {
    const value = readDerChildren(bytes, element)[0]
    if (value) fields.set(element.tag & 0x1f, bytes.subarray(value.contentStart, value.end))
  }
  return fields
}

function readNumber(value: Buffer | undefined): number | undefined {
  return value && value.length > 0 && value.length <= 4
    ? value.readIntBE(0, value.length)
    : undefined
}

/** GeneralizedTime without fractions: 20260101120000Z. */
function readTime(value: Buffer | undefined): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(value?.toString('latin1') ?? '')
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second] = parts
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}

/** RFC 4120 7.5.9. */
const errorNames: Readonly<{ [code: number]: string }> = {
  6: 'KDC_ERR_C_PRINCIPAL_UNKNOWN',
  7: 'KDC_ERR_S_PRINCIPAL_UNKNOWN',
  14: 'KDC_ERR_ETYPE_NOSUPP',
  18: 'KDC_ERR_CLIENT_REVOKED',
  25: 'KDC_ERR_PREAUTH_REQUIRED',
  60: 'KRB_ERR_GENERIC',
  61: 'KRB_ERR_FIELD_TOOLONG',
  68: 'KDC_ERR_WRONG_REALM',
}

type Circumstances = { readonly guess: string; readonly refusal: KerberosError | undefined }

function toMatch(error: KerberosError, { guess, refusal }: Circumstances): Match {
  const name = errorNames[error.code] ?? `error ${error.code}`
  // The realm of an answer to the request may be no more than the guess come back.
  const realm = [refusal?.realm, error.realm].find((told) => told && told !== guess)
  return {
    service: 'kerberos-sec',
    confidence: 100,
    evidence: realm === undefined ? `answers ${name}` : `answers ${name}, realm ${realm}`,
    clues: [{ field: 'kerberos.error', text: error.text ?? '' }],
    banner: Buffer.alloc(0),
    extra: {
      errorCode: error.code,
      error: name,
      realm,
      // MIT's server repeats its last answer to the same request, with the time of then.
      serverTime: refusal?.serverTime ?? error.serverTime,
      text: error.text,
    },
  }
}
