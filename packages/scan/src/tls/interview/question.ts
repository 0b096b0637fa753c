import { isIP } from 'node:net'
import { type KeyShare } from '../handshake/key-share.ts'
import { listGroups } from '../registry/named-groups.ts'
import { encodePaddedClientHello } from '../wire/client-hello.ts'
import { encodeExtension, extensionTypes } from '../wire/extension.ts'
import { type RecordVersion, versionCodes } from '../wire/protocol-version.ts'
import { uint16, vector16, vector8 } from '../wire/write-bytes.ts'

/** One ClientHello, and how much of its answer is wanted. */
export type Question = {
  /** Offered, newest first; the newest alone is what versions before TLS 1.3 can say. */
  readonly versions: readonly [RecordVersion, ...RecordVersion[]]
  /** In the client's order. */
  readonly suites: readonly number[]
  /** SNI; null and addresses send none (RFC 6066 3). */
  readonly serverName: string | null
  /** All of the version unless told. */
  readonly groups?: readonly number[]
  /** For TLS 1.3; without any the server names the group that it wants. */
  readonly keyShares?: readonly KeyShare[]
  readonly alpn?: readonly string[]
  /** Also offered: what only some versions may be asked. */
  readonly extras?: readonly ('compression' | 'heartbeat' | 'encrypt-then-mac')[]
  readonly need: 'hello' | 'flight'
}

/** What a second ClientHello repeats and adds after a HelloRetryRequest (RFC 8446 4.1.2). */
export type HelloOptions = {
  readonly random: Buffer
  readonly sessionId: Buffer
  readonly keyShares: readonly KeyShare[]
  readonly cookie?: Buffer
}

/** Writes the ClientHello of a question. */
export function encodeQuestion(question: Question, options: HelloOptions): Buffer {
  const { versions, suites, extras = [] } = question
  const [newest] = versions
  const isNewest = newest === 'TLSv1.3'
  return encodePaddedClientHello({
    version: isNewest ? versionCodes['TLSv1.2'] : versionCodes[newest],
    suites,
    random: options.random,
    sessionId: isNewest ? options.sessionId : Buffer.alloc(0),
    compressions: extras.includes('compression') ? [1, 0] : [0],
    extensions: newest === 'SSLv3' ? [] : listExtensions(question, options),
  })
}

function listExtensions(question: Question, options: HelloOptions): readonly Buffer[] {
  const { versions, serverName, alpn, need } = question
  const hasOld = versions.some((version) => version !== 'TLSv1.3')
  const hasSignatures = versions[0] === 'TLSv1.3' || versions[0] === 'TLSv1.2'
  return [
    ...(serverName === null || isIP(serverName) ? [] : [encodeServerName(serverName)]),
    ...(hasOld ? oldExtensions : []),
    encodeGroups(question),
    ...(hasSignatures ? [signatureAlgorithms] : []),
    ...(alpn ? [encodeAlpn(alpn)] : []),
    ...(need === 'flight' ? proofExtensions : []),
    ...encodeExtras(question),
    ...(versions[0] === 'TLSv1.3' ? encodeNewest(versions, options) : []),
  ]
}

/** Secure renegotiation, extended master secret, tickets, uncompressed points (RFC 5746, 7627, 5077, 8422). */
const oldExtensions: readonly Buffer[] = [
  encodeExtension(extensionTypes.renegotiationInfo, vector8()),
  encodeExtension(extensionTypes.extendedMasterSecret),
  encodeExtension(extensionTypes.sessionTicket),
  encodeExtension(extensionTypes.pointFormats, vector8(Buffer.from([0]))),
]

/** A staple and timestamps beside the certificate (RFC 6066 8, RFC 6962 3.3.1). */
const proofExtensions: readonly Buffer[] = [
  encodeExtension(extensionTypes.statusRequest, Buffer.from([1, 0, 0, 0, 0])),
  encodeExtension(extensionTypes.certificateTimestamps),
]

/** Whatever a server may sign with, SHA-1 and DSA included: the aim is to see it (IANA, SignatureScheme). */
const signatureAlgorithms = encodeExtension(
  extensionTypes.signatureAlgorithms,
  uint16List([
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0809, 0x080a, 0x080b, 0x0804,
    0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602, 0x0203,
    0x0201, 0x0202, 0x0101, 0x0904, 0x0905, 0x0906,
  ]),
)

function uint16List(values: readonly number[]): Buffer {
  return vector16(...values.map(uint16))
}

function encodeServerName(name: string): Buffer {
  const entry = Buffer.concat([Buffer.from([0]), vector16(Buffer.from(name, 'latin1'))])
  return encodeExtension(extensionTypes.serverName, vector16(entry))
}

function encodeGroups({ groups, versions }: Question): Buffer {
  const [newest] = versions
  return encodeExtension(extensionTypes.supportedGroups, uint16List(groups ?? listGroups(newest)))
}

function encodeAlpn(names: readonly string[]): Buffer {
  const entries = names.map((name) => vector8(Buffer.from(name, 'latin1')))
  return encodeExtension(extensionTypes.alpn, vector16(...entries))
}

function encodeExtras({ extras = [] }: Question): readonly Buffer[] {
  return [
    // Mode 1: peer_allowed_to_send (RFC 6520 2). No heartbeat is ever sent.
    ...(extras.includes('heartbeat')
      ? [encodeExtension(extensionTypes.heartbeat, Buffer.from([1]))]
      : []),
    ...(extras.includes('encrypt-then-mac')
      ? [encodeExtension(extensionTypes.encryptThenMac)]
      : []),
  ]
}

function encodeNewest(
  versions: Question['versions'],
  { keyShares, cookie }: HelloOptions,
): readonly Buffer[] {
  const codes = versions.map((version) => uint16(versionCodes[version]))
  const shares = keyShares.map(({ group, publicValue }) =>
    Buffer.concat([uint16(group), vector16(publicValue)]),
  )
  return [
    encodeExtension(extensionTypes.supportedVersions, vector8(...codes)),
    // psk_dhe_ke (RFC 8446 4.2.9).
    encodeExtension(extensionTypes.pskModes, vector8(Buffer.from([1]))),
    ...(cookie ? [encodeExtension(extensionTypes.cookie, cookie)] : []),
    encodeExtension(extensionTypes.keyShare, vector16(...shares)),
  ]
}
