/** One payload of an IKE message and its content without the generic header. */
export type IkePayload = { readonly type: number; readonly content: Buffer }

/** An IKE message of version 1 or 2 as far as it could be read (RFC 7296 3.1, RFC 2408 3.1). */
export type IkeMessage = {
  readonly initiator: Buffer
  readonly responder: Buffer
  readonly majorVersion: number
  readonly exchange: number
  readonly isResponse: boolean
  readonly payloads: readonly IkePayload[]
}

/** A transform of a proposal: kind, identifier and key length. */
export type IkeTransform = {
  readonly type: number
  readonly id: number
  readonly keyBits?: number
}

/** IANA's numbers of the IKEv2 payloads that are sent or read here. */
export const ikePayloads = { sa: 33, keyExchange: 34, nonce: 40, notify: 41, vendor: 43 } as const

/** IANA's numbers of the payloads of version 1. */
export const ikeV1Payloads = { sa: 1, transform: 3, notify: 11, vendor: 13 } as const

const headerLength = 28
const maxPayloads = 40

/** Writes a message of one initiator with its payloads chained. */
export function encodeIke({ initiator, version, exchange, flags, payloads }: IkeRequest): Buffer {
  const chained = payloads.map(({ content }, index) => {
    const next = payloads[index + 1]?.type ?? 0
    const head = Buffer.from([next, 0, 0, 0])
    head.writeUInt16BE(content.length + 4, 2)
    return Buffer.concat([head, content])
  })
  const body = Buffer.concat(chained)
  const header = Buffer.alloc(headerLength)
  initiator.copy(header, 0, 0, 8)
  header.writeUInt8(payloads[0]?.type ?? 0, 16)
  header.writeUInt8(version, 17)
  header.writeUInt8(exchange, 18)
  header.writeUInt8(flags, 19)
  header.writeUInt32BE(headerLength + body.length, 24)
  return Buffer.concat([header, body])
}

export type IkeRequest = {
  readonly initiator: Buffer
  /** Major and minor version, four bits each. */
  readonly version: number
  readonly exchange: number
  readonly flags: number
  readonly payloads: readonly IkePayload[]
}

/** Reads a message; undefined without a whole header. A broken payload ends the list. */
export function parseIke(bytes: Buffer): IkeMessage | undefined {
  if (bytes.length < headerLength) return undefined
  const payloads: IkePayload[] = []
  let [type, offset] = [bytes.readUInt8(16), headerLength]
  while (type !== 0 && offset + 4 <= bytes.length && payloads.length < maxPayloads) {
    const end = offset + bytes.readUInt16BE(offset + 2)
    if (end < offset + 4 || end > bytes.length) break
    payloads.push({ type, content: bytes.subarray(offset + 4, end) })
    type = bytes.readUInt8(offset)
    offset = end
  }
  return {
    initiator: bytes.subarray(0, 8),
    responder: bytes.subarray(8, 16),
    majorVersion: bytes.readUInt8(17) >> 4,
    exchange: bytes.readUInt8(18),
    isResponse: (bytes.readUInt8(19) & 0x20) !== 0,
    payloads,
  }
}

/** Writes a security association of IKE itself with one proposal for each list (RFC 7296 3.3). */
export function encodeIkeProposals(proposals: readonly (readonly IkeTransform[])[]): Buffer {
  const encoded = proposals.map((transforms, index) => {
    const list = transforms.map((transform, at) => {
      return encodeTransform(transform, at === transforms.length - 1)
    })
    const isLast = index === proposals.length - 1
    const body = Buffer.concat(list)
    const head = Buffer.from([isLast ? 0 : 2, 0, 0, 0, index + 1, ikeProtocol, 0, list.length])
    head.writeUInt16BE(head.length + body.length, 2)
    return Buffer.concat([head, body])
  })
  return Buffer.concat(encoded)
}

const ikeProtocol = 1

function encodeTransform({ type, id, keyBits }: IkeTransform, isLast: boolean): Buffer {
  const head = Buffer.from([isLast ? 0 : 3, 0, 0, 0, type, 0, 0, 0])
  head.writeUInt16BE(id, 6)
  const keyLength = Buffer.from([0x80, 14, 0, 0])
  keyLength.writeUInt16BE(keyBits ?? 0, 2)
  const whole = keyBits === undefined ? head : Buffer.concat([head, keyLength])
  whole.writeUInt16BE(whole.length, 2)
  return whole
}

/** The transforms of the first proposal in a security association: the chosen one of an answer. */
export function parseIkeTransforms(content: Buffer): readonly IkeTransform[] {
  if (content.length < 8) return []
  const transforms: IkeTransform[] = []
  let offset = 8 + content.readUInt8(6)
  while (offset + 8 <= content.length && transforms.length < 20) {
    const length = content.readUInt16BE(offset + 2)
    if (length < 8 || offset + length > content.length) break
    const hasKeyLength = length >= 12 && content.readUInt16BE(offset + 8) === 0x800e
    transforms.push({
      type: content.readUInt8(offset + 4),
      id: content.readUInt16BE(offset + 6),
      ...(hasKeyLength ? { keyBits: content.readUInt16BE(offset + 10) } : {}),
    })
    offset += length
  }
  return transforms
}
