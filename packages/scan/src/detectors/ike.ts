import { defineDetector, type Match } from './define-detector.ts'
import {
  encodeIke,
  encodeIkeProposals,
  type IkeMessage,
  type IkePayload,
  ikePayloads,
  ikeV1Payloads,
  type IkeTransform,
  parseIke,
  parseIkeTransforms,
} from './ike-message.ts'
import { send } from './steps.ts'

/**
 * IKE: the first message of version 2 with common proposals (RFC 7296 1.2), and where none of them
 * is taken the first of version 1 (RFC 2409 5). Neither is followed up; the peer forgets both.
 */
export const ike = defineDetector({
  id: 'ike',
  title: 'Internet Key Exchange',
  transport: 'udp',
  ports: [500, 4500],
  prevalence: 60,
  maxConnections: 1,
  *detect({ port }) {
    // RFC 3948 2.2: on its second port four zero bytes tell IKE from ESP.
    const marker = Buffer.alloc(port === 4500 ? 4 : 0)
    const answers: IkeMessage[] = []
    for (const request of [initialRequest(), mainModeRequest()]) {
      const reply = yield send(Buffer.concat([marker, request]))
      const answer = parseAnswer(reply.bytes.subarray(marker.length))
      if (answer) answers.push(answer)
      if (reply.end === 'closed' || (answer && isTaken(answer))) break
    }
    return answers.length === 0 ? undefined : toMatch(answers)
  },
})

const initiator = Buffer.from('57494e4456414e45', 'hex')
const [saInit, mainMode, informational] = [34, 2, 5]
const initiatorFlag = 0x08

const [encryption, pseudoRandom, integrity, group] = [1, 2, 3, 4]
const groups = [14, 19, 31, 20, 15, 16, 2].map((id) => ({ type: group, id }))
const pseudoRandoms = [5, 6, 7, 2].map((id) => ({ type: pseudoRandom, id }))
const integrities = [12, 13, 14, 2].map((id) => ({ type: integrity, id }))

/** AES-CBC with a MAC, AES-GCM, and what only old peers accept: 3DES. */
const proposals: readonly (readonly IkeTransform[])[] = [
  [aes(12, 256), aes(12, 128), ...integrities, ...pseudoRandoms, ...groups],
  [aes(20, 256), aes(20, 128), ...pseudoRandoms, ...groups],
  [{ type: encryption, id: 3 }, ...integrities, ...pseudoRandoms, ...groups],
]

function aes(id: number, keyBits: number): IkeTransform {
  return { type: encryption, id, keyBits }
}

const keyExchangeGroup = 14
const keyLength = 256

function initialRequest(): Buffer {
  const keyExchange = Buffer.alloc(4 + keyLength, 0x57)
  keyExchange.writeUInt32BE(keyExchangeGroup * 65_536, 0)
  return encodeIke({
    initiator,
    version: 0x20,
    exchange: saInit,
    flags: initiatorFlag,
    payloads: [
      { type: ikePayloads.sa, content: encodeIkeProposals(proposals) },
      { type: ikePayloads.keyExchange, content: keyExchange },
      { type: ikePayloads.nonce, content: Buffer.alloc(32, 0x4e) },
    ],
  })
}

/** Attributes of a version 1 transform (RFC 2409 appendix A), each two bytes with the first bit set. */
const [cipher, hash, authentication, modulus, lifeType, life, cipherBits] = [1, 2, 3, 4, 11, 12, 14]
const [aesCbc, tripleDes, sha1, sha256, preSharedKey] = [7, 5, 2, 4, 1]

function mainModeRequest(): Buffer {
  const suites = [
    [cipher, aesCbc, cipherBits, 256, hash, sha256, modulus, 14],
    [cipher, aesCbc, cipherBits, 128, hash, sha1, modulus, 14],
    [cipher, aesCbc, cipherBits, 128, hash, sha1, modulus, 2],
    [cipher, tripleDes, hash, sha1, modulus, 2],
  ]
  const transforms = suites.map((suite, index) => {
    const attributes = [...suite, authentication, preSharedKey, lifeType, 1, life, 28_800]
    const body = Buffer.from(attributes.flatMap((word, at) => toWord(word, at % 2 === 0)))
    const next = index === suites.length - 1 ? 0 : ikeV1Payloads.transform
    const head = Buffer.from([next, 0, 0, 8 + body.length, index + 1, 1, 0, 0])
    return Buffer.concat([head, body])
  })
  const list = Buffer.concat(transforms)
  const proposal = Buffer.from([0, 0, 0, 0, 1, 1, 0, transforms.length])
  proposal.writeUInt16BE(proposal.length + list.length, 2)
  const domain = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])
  return encodeIke({
    initiator,
    version: 0x10,
    exchange: mainMode,
    flags: 0,
    payloads: [{ type: ikeV1Payloads.sa, content: Buffer.concat([domain, proposal, list]) }],
  })
}

function toWord(value: number, isType: boolean): readonly number[] {
  return [(value >> 8) | (isType ? 0x80 : 0), value & 255]
}

function parseAnswer(bytes: Buffer): IkeMessage | undefined {
  const message = parseIke(bytes)
  if (!message?.initiator.equals(initiator)) return undefined
  const { majorVersion, exchange, isResponse, responder } = message
  const isSecond = majorVersion === 2 && exchange === saInit && isResponse
  // Our own words, echoed, have no cookie of a responder.
  const isMainMode = exchange === mainMode && responder.some((byte) => byte !== 0)
  const isFirst = majorVersion === 1 && (isMainMode || exchange === informational)
  return isSecond || isFirst ? message : undefined
}

/** Whether a version 2 peer goes on, be it with another group or after a cookie. */
function isTaken({ payloads }: IkeMessage): boolean {
  const goesOn = ['INVALID_KE_PAYLOAD', 'COOKIE', 'REDIRECT']
  return (
    hasAssociation(payloads) ||
    payloads.flatMap(toNotification).some((name) => goesOn.includes(name))
  )
}

function hasAssociation(payloads: readonly IkePayload[]): boolean {
  return payloads.some(({ type }) => type === ikePayloads.sa || type === ikeV1Payloads.sa)
}

function toMatch(answers: readonly IkeMessage[]): Match {
  const vendors = answers.flatMap(({ payloads }) =>
    payloads.filter(({ type }) => type === ikePayloads.vendor || type === ikeV1Payloads.vendor),
  )
  const texts = [...new Set(vendors.map(({ content }) => toText(content)))].slice(0, maxVendors)
  const told = answers.map(({ majorVersion, payloads }) => {
    const result = hasAssociation(payloads)
      ? 'took a proposal'
      : payloads.flatMap(toNotification).join(' ')
    return `IKEv${majorVersion} ${result}`
  })
  return {
    service: 'isakmp',
    confidence: 100,
    evidence: told.join(', '),
    clues: texts.map((text) => ({ field: 'ike.vendor', text })),
    extra: { answers: answers.map(describeAnswer), vendorIds: texts },
  }
}

const maxVendors = 20

function describeAnswer({ majorVersion, payloads }: IkeMessage): Readonly<Record<string, unknown>> {
  const association = payloads.find(({ type }) => type === ikePayloads.sa)
  return {
    majorVersion,
    isProposalTaken: hasAssociation(payloads),
    notifications: payloads.flatMap(toNotification),
    chosen: association && parseIkeTransforms(association.content).map(describeTransform),
    wantedGroup: payloads.flatMap(toWantedGroup)[0],
  }
}

/** Vendor identifiers are hashes or plain texts. */
function toText(content: Buffer): string {
  const kept = content.subarray(0, 64)
  const text = kept.toString('latin1')
  return kept.length >= 4 && /^[\x20-\x7e]+$/.test(text) ? text : kept.toString('hex')
}

/** Notify message types (RFC 7296 3.10.1, RFC 5685, RFC 7383, RFC 7427, RFC 9370). */
const notifyTypes: ReadonlyMap<number, string> = new Map([
  [1, 'UNSUPPORTED_CRITICAL_PAYLOAD'],
  [5, 'INVALID_MAJOR_VERSION'],
  [7, 'INVALID_SYNTAX'],
  [14, 'NO_PROPOSAL_CHOSEN'],
  [17, 'INVALID_KE_PAYLOAD'],
  [24, 'AUTHENTICATION_FAILED'],
  [16_388, 'NAT_DETECTION_SOURCE_IP'],
  [16_389, 'NAT_DETECTION_DESTINATION_IP'],
  [16_390, 'COOKIE'],
  [16_404, 'MULTIPLE_AUTH_SUPPORTED'],
  [16_407, 'REDIRECT'],
  [16_418, 'CHILDLESS_IKEV2_SUPPORTED'],
  [16_430, 'FRAGMENTATION_SUPPORTED'],
  [16_431, 'SIGNATURE_HASH_ALGORITHMS'],
  [16_438, 'INTERMEDIATE_EXCHANGE_SUPPORTED'],
])

/** Version 1 has a domain of interpretation before protocol, SPI size and type (RFC 2408 3.14). */
function toNotification({ type, content }: IkePayload): readonly string[] {
  const isFirst = type === ikeV1Payloads.notify
  const offset = isFirst ? 6 : 2
  if ((!isFirst && type !== ikePayloads.notify) || content.length < offset + 2) return []
  const number = content.readUInt16BE(offset)
  return [notifyTypes.get(number) ?? String(number)]
}

/** The group that the peer asks for instead of ours. */
function toWantedGroup({ type, content }: IkePayload): readonly number[] {
  if (type !== ikePayloads.notify || content.length < 6) return []
  return content.readUInt16BE(2) === 17 ? [content.readUInt16BE(4)] : []
}

/** Names of IANA's registry for what is proposed here. */
const transformNames: ReadonlyMap<string, string> = new Map([
  ['1 3', '3DES'],
  ['1 12', 'AES_CBC'],
  ['1 20', 'AES_GCM_16'],
  ['2 2', 'PRF_HMAC_SHA1'],
  ['2 5', 'PRF_HMAC_SHA2_256'],
  ['2 6', 'PRF_HMAC_SHA2_384'],
  ['2 7', 'PRF_HMAC_SHA2_512'],
  ['3 2', 'HMAC_SHA1_96'],
  ['3 12', 'HMAC_SHA2_256_128'],
  ['3 13', 'HMAC_SHA2_384_192'],
  ['3 14', 'HMAC_SHA2_512_256'],
  ['4 2', 'MODP_1024'],
  ['4 14', 'MODP_2048'],
  ['4 15', 'MODP_3072'],
  ['4 16', 'MODP_4096'],
  ['4 19', 'ECP_256'],
  ['4 20', 'ECP_384'],
  ['4 31', 'CURVE25519'],
])

function describeTransform({ type, id, keyBits }: IkeTransform): string {
  const name = transformNames.get(`${type} ${id}`) ?? `${type}/${id}`
  return keyBits === undefined ? name : `${name}_${keyBits}`
}
