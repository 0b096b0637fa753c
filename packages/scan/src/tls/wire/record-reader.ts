/** One record as it came (RFC 8446 5.1). */
export type TlsRecordBytes = {
  readonly type: number
  readonly header: Buffer
  readonly payload: Buffer
}

/** Content types (RFC 8446 B.1). */
export const contentTypes = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const

const headerBytes = 5
// RFC 5246 6.2.3: 2^14 and what compression, encryption and padding may add.
const maxPayloadBytes = 16_384 + 2048
/** Many more than any handshake needs; ends a storm of tiny records. */
const maxRecords = 256

/** Cuts a growing stream into records; each byte is looked at once, whatever the peer sends. */
export class RecordReader {
  /** The peer does not speak TLS, or breaks its rules: nothing more can be read. */
  isBroken = false
  #bytes: Buffer = Buffer.alloc(0)
  #offset = 0
  #records = 0

  /** Takes all bytes received so far, those of before included. */
  feed(bytes: Buffer): void {
    this.#bytes = bytes
  }

  /** What has been received and not been read. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#offset)
  }

  /** The next whole record; undefined while it has not arrived. */
  next(): TlsRecordBytes | undefined {
    const start = this.#offset
    const type = this.#bytes[start]
    if (this.isBroken || type === undefined) return undefined
    if (!isRecordStart(type, this.#bytes[start + 1])) return this.#break()
    if (this.#bytes.length < start + headerBytes) return undefined
    const sizeBytes = this.#bytes.readUInt16BE(start + 3)
    if (sizeBytes > maxPayloadBytes || this.#records >= maxRecords) return this.#break()
    const end = start + headerBytes + sizeBytes
    if (this.#bytes.length < end) return undefined
    this.#offset = end
    this.#records += 1
    const header = this.#bytes.subarray(start, start + headerBytes)
    return { type, header, payload: this.#bytes.subarray(start + headerBytes, end) }
  }

  #break(): undefined {
    this.isBroken = true
    return undefined
  }
}

/** A known content type and major version 3; the second byte may not have arrived yet. */
function isRecordStart(type: number, major: number | undefined): boolean {
  return type >= 20 && type <= 24 && (major === undefined || major === 3)
}
