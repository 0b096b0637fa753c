/**
 * Reads numbers and vectors (RFC 8446 3) from hostile bytes: past the end everything reads as zero
 * and empty, and `isBroken` tells so afterwards.
 */
export class ByteReader {
  readonly #bytes: Buffer
  #offset = 0
  #isBroken = false

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Whether something was read that was not there. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#offset
  }

  uint8(): number {
    return this.#uint(1)
  }

  uint16(): number {
    return this.#uint(2)
  }

  uint24(): number {
    return this.#uint(3)
  }

  take(sizeBytes: number): Buffer {
    if (sizeBytes > this.bytesLeft) {
      this.#isBroken = true
      sizeBytes = 0
    }
    this.#offset += sizeBytes
    return this.#bytes.subarray(this.#offset - sizeBytes, this.#offset)
  }

  /** A vector behind its length of one byte. */
  vector8(): Buffer {
    return this.take(this.uint8())
  }

  /** A vector behind its length of two bytes. */
  vector16(): Buffer {
    return this.take(this.uint16())
  }

  /** A vector behind its length of three bytes. */
  vector24(): Buffer {
    return this.take(this.uint24())
  }

  #uint(sizeBytes: number): number {
    const bytes = this.take(sizeBytes)
    return bytes.length === 0 ? 0 : bytes.readUIntBE(0, sizeBytes)
  }
}
