import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'

import { type SshKeyExchange } from './ssh-key-exchange.ts'
import { readSshStrings, toSshString } from './ssh-packet.ts'

/** What both sides said up to the server's first answer of the key exchange (RFC 5656 4). */
export type SshExchange = {
  readonly ourIdentification: string
  readonly theirIdentification: string
  readonly ourKexInit: Buffer
  readonly theirKexInit: Buffer
  readonly keyExchange: SshKeyExchange
  /** The payload of KEX_ECDH_REPLY. */
  readonly reply: Buffer
}

/**
 * Whether the server has signed the exchange with the host key that it showed; anybody can show a key of
 * another. Undefined for key exchanges and keys that are not checked.
 */
export function isHostKeyProven(exchange: SshExchange): boolean | undefined {
  const [blob, theirPublicValue, signature] = readSshStrings(exchange.reply, 1, 3)
  if (!blob || !theirPublicValue || !signature) return false
  const { computeSecret } = exchange.keyExchange
  if (!computeSecret) return undefined
  try {
    const secret = computeSecret(theirPublicValue)
    const hash = hashExchange(exchange, { blob, theirPublicValue, secret })
    return checkSignature(blob, signature, hash)
  } catch {
    // OpenSSL refuses points and keys that are none.
    return false
  }
}

type Secrets = {
  readonly blob: Buffer
  readonly theirPublicValue: Buffer
  readonly secret: Buffer
}

/** RFC 5656 4; both key exchanges hash with SHA-256. */
function hashExchange(exchange: SshExchange, { blob, theirPublicValue, secret }: Secrets): Buffer {
  const parts = [
    exchange.ourIdentification,
    exchange.theirIdentification,
    exchange.ourKexInit,
    exchange.theirKexInit,
    blob,
    exchange.keyExchange.publicValue,
    theirPublicValue,
    toUnsigned(secret),
  ]
  return createHash('sha256')
    .update(Buffer.concat(parts.map(toSshString)))
    .digest()
}

/** An `mpint` without its length (RFC 4251 5): no leading zeros but one that keeps it positive. */
function toUnsigned(number: Buffer): Buffer {
  const start = number.findIndex((byte) => byte !== 0)
  const bytes = start < 0 ? Buffer.alloc(0) : number.subarray(start)
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes
}

const rsaDigests: Readonly<Record<string, string>> = {
  'rsa-sha2-512': 'sha512',
  'rsa-sha2-256': 'sha256',
  'ssh-rsa': 'sha1',
}

type Curve = {
  readonly name: string
  readonly digest: string
  readonly sizeBytes: number
}

const curves: Readonly<Record<string, Curve>> = {
  'ecdsa-sha2-nistp256': { name: 'P-256', digest: 'sha256', sizeBytes: 32 },
  'ecdsa-sha2-nistp384': { name: 'P-384', digest: 'sha384', sizeBytes: 48 },
  'ecdsa-sha2-nistp521': { name: 'P-521', digest: 'sha512', sizeBytes: 66 },
}

/** RFC 8709 6, RFC 8332 3, RFC 5656 3.1.2. */
function checkSignature(blob: Buffer, signature: Buffer, hash: Buffer): boolean | undefined {
  const [type, ...numbers] = readSshStrings(blob, 0, 3)
  const [format, value] = readSshStrings(signature, 0, 2)
  const name = type?.toString('latin1') ?? ''
  if (!format || !value) return false
  if (name === 'ssh-ed25519' || name === 'ssh-ed448') {
    const crv = name === 'ssh-ed25519' ? 'Ed25519' : 'Ed448'
    const key = toKey({ kty: 'OKP', crv, x: numbers[0]?.toString('base64url') ?? '' })
    return verify(null, hash, key, value)
  }
  if (name === 'ssh-rsa') {
    const digest = rsaDigests[format.toString('latin1')]
    const key = toRsaKey(numbers)
    const sizeBytes = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
    // The signature is a number: some servers leave out its leading zeros (RFC 4253 6.6).
    return digest !== undefined && verify(digest, hash, key, toFixed(value, sizeBytes))
  }
  const curve = curves[name]
  return curve && checkEcdsa(curve, { point: numbers[1], value, hash })
}

function toRsaKey([e, n]: readonly Buffer[]): KeyObject {
  return toKey({
    kty: 'RSA',
    e: e?.toString('base64url') ?? '',
    n: n?.subarray(n[0] === 0 ? 1 : 0).toString('base64url') ?? '',
  })
}

type EcdsaSignature = {
  readonly point: Buffer | undefined
  readonly value: Buffer
  readonly hash: Buffer
}

function checkEcdsa({ name, digest, sizeBytes }: Curve, signature: EcdsaSignature): boolean {
  const { point, value, hash } = signature
  const [r, s] = readSshStrings(value, 0, 2)
  if (point?.length !== 1 + 2 * sizeBytes || !r || !s) return false
  const x = point.subarray(1, 1 + sizeBytes).toString('base64url')
  const y = point.subarray(1 + sizeBytes).toString('base64url')
  const key = toKey({ kty: 'EC', crv: name, x, y })
  const both = Buffer.concat([toFixed(r, sizeBytes), toFixed(s, sizeBytes)])
  return verify(digest, hash, { key, dsaEncoding: 'ieee-p1363' }, both)
}

function toFixed(number: Buffer, sizeBytes: number): Buffer {
  const bytes = number.subarray(Math.max(0, number.length - sizeBytes))
  return Buffer.concat([Buffer.alloc(sizeBytes - bytes.length), bytes])
}

function toKey(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: 'jwk' })
}
