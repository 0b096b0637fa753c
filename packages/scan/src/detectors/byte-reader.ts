/**
 * Reads numbers and texts one after another from untrusted bytes. Past the end it gives zeros and
 * empty texts, and remembers that it did.
 */
export class ByteReader {
  readonly #bytes: Buffer
  #offset: number
  #isCut = false

  constructor(bytes: Buffer, offset = 0) {
    this.#bytes = bytes
    this.#offset = offset
  }

  /** Whether more was asked for than there is. */
  get isCut(): boolean {
    return this.#isCut
  }

  /** How many bytes are left to read. */
  get left(): number {
    return Math.max(0, this.#bytes.length - this.#offset)
  }

  /** One byte. */
  u8(): number {
    return this.take(1)[0] ?? 0
  }

  /** Two bytes, the high one first. */
  u16(): number {
    const bytes = this.take(2)
    return bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  }

  /** Four bytes, the high one first. */
  u32(): number {
    const bytes = this.take(4)
    return bytes.length < 4 ? 0 : bytes.readUInt32BE(0)
  }

  /** Two bytes, the low one first. */
  u16le(): number {
    const bytes = this.take(2)
    return bytes.length < 2 ? 0 : bytes.readUInt16LE(0)
  }

  /** Four bytes, the low one first. */
  u32le(): number {
    const bytes = this.take(4)
    return bytes.length < 4 ? 0 : bytes.readUInt32LE(0)
  }

  /** That many bytes; none when fewer are left. */
  take(length: number): Buffer {
    if (length > this.left) {
      this.#isCut = true
      this.#offset = this.#bytes.length
      return Buffer.alloc(0)
    }
    const start = this.#offset
    this.#offset += length
    return this.#bytes.subarray(start, this.#offset)
  }

  /** That many bytes as UTF-8, at most 1,000 of them. */
  text(length: number): string {
    return this.take(length).toString('utf8', 0, textLimitBytes)
  }

  /** Passes over that many bytes. */
  skip(length: number): void {
    this.take(length)
  }
}

const textLimitBytes = 1000
