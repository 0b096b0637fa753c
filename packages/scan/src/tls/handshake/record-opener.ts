import { createDecipheriv } from 'node:crypto'
import { type TlsRecordBytes } from '../wire/record-reader.ts'
import { type HandshakeKeys, type RecordCipher } from './handshake-keys.ts'

/** What was inside a protected record. */
export type OpenedRecord = { readonly type: number; readonly payload: Buffer }

/** Opens the protected records of TLS 1.3 one after the other (RFC 8446 5.2, 5.3). */
export class RecordOpener {
  readonly #cipher: RecordCipher
  readonly #keys: HandshakeKeys
  #sequence = 0

  constructor(cipher: RecordCipher, keys: HandshakeKeys) {
    this.#cipher = cipher
    this.#keys = keys
  }

  /** Undefined when the record was not protected with these keys. */
  open(record: TlsRecordBytes): OpenedRecord | undefined {
    const { tagBytes } = this.#cipher
    const { payload } = record
    if (payload.length <= tagBytes) return undefined
    try {
      const plain = this.#decrypt(record, payload.length - tagBytes)
      this.#sequence += 1
      return unwrap(plain)
    } catch {
      // A wrong tag throws.
      return undefined
    }
  }

  #decrypt({ header, payload }: TlsRecordBytes, sizeBytes: number): Buffer {
    const { cipher, tagBytes } = this.#cipher
    const { key } = this.#keys
    // The types know these modes one by one; all of them have tags and additional data.
    const mode = cipher as 'aes-128-gcm'
    const decipher = createDecipheriv(mode, key, this.#nonce(), { authTagLength: tagBytes })
    decipher.setAuthTag(payload.subarray(sizeBytes))
    decipher.setAAD(header, { plaintextLength: sizeBytes })
    const plain = decipher.update(payload.subarray(0, sizeBytes))
    return Buffer.concat([plain, decipher.final()])
  }

  #nonce(): Buffer {
    const nonce = Buffer.from(this.#keys.iv)
    // A handshake never has more records than one byte counts.
    nonce.writeUInt8(nonce.readUInt8(11) ^ (this.#sequence & 255), 11)
    return nonce
  }
}

/** Content, its type, and zeros of padding. */
function unwrap(plain: Buffer): OpenedRecord | undefined {
  const at = plain.findLastIndex((byte) => byte !== 0)
  if (at < 0) return undefined
  return { type: plain.readUInt8(at), payload: plain.subarray(0, at) }
}
