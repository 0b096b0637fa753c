import { createHash, createHmac } from 'node:crypto'
import { uint16, vector8 } from '../wire/write-bytes.ts'

/** How a suite of TLS 1.3 protects records (RFC 8446 B.4). */
export type RecordCipher = {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm'
  readonly hash: 'sha256' | 'sha384'
  readonly keyBytes: number
  readonly tagBytes: number
}

/** The record ciphers by suite; what is not here cannot be decrypted. */
export const recordCiphers: Readonly<Record<number, RecordCipher>> = {
  0x1301: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16, tagBytes: 16 },
  0x1302: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32, tagBytes: 16 },
  0x1303: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32, tagBytes: 16 },
  0x1304: { cipher: 'aes-128-ccm', hash: 'sha256', keyBytes: 16, tagBytes: 16 },
  0x1305: { cipher: 'aes-128-ccm', hash: 'sha256', keyBytes: 16, tagBytes: 8 },
}

/** What the server's handshake records are protected with. */
export type HandshakeKeys = { readonly key: Buffer; readonly iv: Buffer }

/** Derives the server's handshake keys from the shared secret and the hellos (RFC 8446 7.1, 7.3). */
export function deriveServerKeys(
  { hash, keyBytes }: RecordCipher,
  sharedSecret: Buffer,
  hellos: readonly Buffer[],
): HandshakeKeys {
  const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest()
  const size = digest(noBytes).length
  const zeros = Buffer.alloc(size)
  const early = extract(hash, zeros, zeros)
  const derived = expandLabel(hash, early, { label: 'derived', context: digest(noBytes), size })
  const handshake = extract(hash, derived, sharedSecret)
  const context = digest(Buffer.concat(hellos))
  const traffic = expandLabel(hash, handshake, { label: 's hs traffic', context, size })
  return {
    key: expandLabel(hash, traffic, { label: 'key', context: noBytes, size: keyBytes }),
    iv: expandLabel(hash, traffic, { label: 'iv', context: noBytes, size: 12 }),
  }
}

/** The first ClientHello, as the transcript has it after a HelloRetryRequest (RFC 8446 4.4.1). */
export function hashFirstHello({ hash }: RecordCipher, hello: Buffer): Buffer {
  const digest = createHash(hash).update(hello).digest()
  return Buffer.concat([Buffer.from([254, 0, 0, digest.length]), digest])
}

const noBytes = Buffer.alloc(0)

type Hash = RecordCipher['hash']

/** HKDF-Extract (RFC 5869 2.2). */
function extract(hash: Hash, salt: Buffer, secret: Buffer): Buffer {
  return createHmac(hash, salt).update(secret).digest()
}

type Label = { readonly label: string; readonly context: Buffer; readonly size: number }

/** HKDF-Expand-Label; nothing here is longer than one round of the hash. */
function expandLabel(hash: Hash, secret: Buffer, { label, context, size }: Label): Buffer {
  const info = Buffer.concat([
    uint16(size),
    vector8(Buffer.from(`tls13 ${label}`)),
    vector8(context),
  ])
  const round = createHmac(hash, secret)
    .update(info)
    .update(Buffer.from([1]))
  return round.digest().subarray(0, size)
}
