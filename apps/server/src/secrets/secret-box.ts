import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Seals text at rest with AES-256-GCM (NIST SP 800-38D). */
export type SecretBox = {
  readonly seal: (text: string) => Buffer
  /** Throws when the bytes were changed or sealed with another key. */
  readonly open: (sealed: Buffer) => string
}

export function createSecretBox(key: Buffer): SecretBox {
  return Object.freeze({
    seal: (text) => seal(key, text),
    open: (sealed) => open(key, sealed),
  } satisfies SecretBox)
}

/** 96 bits: the length for which the mode is defined without hashing (SP 800-38D section 8.2). */
const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

function seal(key: Buffer, text: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function open(key: Buffer, sealed: Buffer): string {
  const nonce = sealed.subarray(0, nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const body = decipher.update(sealed.subarray(nonceBytes + tagBytes))
  return Buffer.concat([body, decipher.final()]).toString('utf8')
}
