import { createECDH, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'

import { type KexInit } from './ssh-kexinit.ts'

/** A key exchange that shows the host key in its first answer, and our half of it. */
export type SshKeyExchange = {
  readonly algorithm: string
  readonly publicValue: Buffer
  /** The secret that both halves share; throws for a half that is none. */
  readonly computeSecret?: (theirs: Buffer) => Buffer
}

/**
 * Our half never changes and is no secret: we leave before anything is encrypted, and it lets a recorded
 * dialogue be checked again.
 */
const seed = Buffer.alloc(32, 0x57)

// RFC 8410 7: the fixed head of a PKCS #8 key for X25519.
const x25519Head = Buffer.from('302e020100300506032b656e04220420', 'hex')
const x25519 = createPrivateKey({
  key: Buffer.concat([x25519Head, seed]),
  format: 'der',
  type: 'pkcs8',
})
const nistp256 = createECDH('prime256v1')
nistp256.setPrivateKey(seed)

const overX25519 = {
  publicValue: createPublicKey(x25519).export({ format: 'der', type: 'spki' }).subarray(-32),
  computeSecret: (theirs: Buffer) => {
    const key = { kty: 'OKP', crv: 'X25519', x: theirs.toString('base64url') }
    const publicKey = createPublicKey({ key, format: 'jwk' })
    return diffieHellman({ privateKey: x25519, publicKey })
  },
}

const overNistp256 = {
  publicValue: nistp256.getPublicKey(),
  computeSecret: (theirs: Buffer) => nistp256.computeSecret(theirs),
}

/** Any number between 1 and p - 1 (RFC 4253 8), here one byte shorter than p. */
const overGroup14 = { publicValue: Buffer.alloc(255, 0x57) }
const overGroup1 = { publicValue: Buffer.alloc(127, 0x57) }

/** RFC 8731, RFC 5656 4, RFC 8268, RFC 4253 8: their first answers all have one form. */
const keyExchanges: readonly SshKeyExchange[] = [
  { algorithm: 'curve25519-sha256', ...overX25519 },
  { algorithm: 'curve25519-sha256@libssh.org', ...overX25519 },
  { algorithm: 'ecdh-sha2-nistp256', ...overNistp256 },
  { algorithm: 'diffie-hellman-group14-sha256', ...overGroup14 },
  { algorithm: 'diffie-hellman-group14-sha1', ...overGroup14 },
  { algorithm: 'diffie-hellman-group1-sha1', ...overGroup1 },
]

/** The key exchange of ours that a server offers. */
export function chooseKeyExchange({ kexAlgorithms }: KexInit): SshKeyExchange | undefined {
  return keyExchanges.find(({ algorithm }) => kexAlgorithms.includes(algorithm))
}

/** The key that each algorithm proves; RSA has one key for several signatures (RFC 8332 3). */
const preferences: readonly (readonly [keyType: string, algorithms: readonly string[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
  ['ssh-dss', ['ssh-dss']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-ed448', ['ssh-ed448']],
]

/** One algorithm for each kind of host key that a server offers, those first that tell most. */
export function chooseHostKeyAlgorithms({ hostKeyAlgorithms }: KexInit): readonly string[] {
  return preferences.flatMap(([, algorithms]) => {
    const offered = algorithms.find((algorithm) => hostKeyAlgorithms.includes(algorithm))
    return offered === undefined ? [] : [offered]
  })
}
