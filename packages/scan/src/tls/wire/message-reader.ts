/** A handshake message; `raw` is header and body, as the transcript wants them. */
export type HandshakeMessage = {
  readonly type: number
  readonly body: Buffer
  readonly raw: Buffer
}

/** Handshake types (RFC 8446 B.3, RFC 5246 7.4). */
export const messageTypes = {
  helloRequest: 0,
  serverHello: 2,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  finished: 20,
  certificateStatus: 22,
} as const

const headerBytes = 4
/** A connection is not read beyond this. */
const maxMessageBytes = 65_536
const maxMessages = 64

/** Joins handshake messages from the records that they are spread over (RFC 8446 5.1). */
export class MessageReader {
  /** A message is longer, or there are more of them, than is sensible. */
  isBroken = false
  #pending: Buffer = Buffer.alloc(0)
  #messages = 0

  add(payload: Buffer): void {
    this.#pending = this.#pending.length === 0 ? payload : Buffer.concat([this.#pending, payload])
  }

  /** The next whole message; undefined while it has not arrived. */
  next(): HandshakeMessage | undefined {
    const bytes = this.#pending
    if (this.isBroken || bytes.length < headerBytes) return undefined
    const end = headerBytes + bytes.readUIntBE(1, 3)
    if (end > maxMessageBytes || this.#messages >= maxMessages) {
      this.isBroken = true
      return undefined
    }
    if (bytes.length < end) return undefined
    this.#messages += 1
    this.#pending = bytes.subarray(end)
    const raw = bytes.subarray(0, end)
    return { type: bytes.readUInt8(0), body: raw.subarray(headerBytes), raw }
  }
}
