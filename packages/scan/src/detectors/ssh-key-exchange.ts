import { type KexInit } from './ssh-kexinit.ts'
import { toSshString } from './ssh-packet.ts'

/** A key exchange that shows the host key in its first answer, and the payload of our first message. */
export type SshKeyExchange = { readonly algorithm: string; readonly request: Buffer }

/** Our half is published, for we never go on to the point where a secret is needed: RFC 7748 6.1. */
const curve25519 = Buffer.from(
  '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
  'hex',
)

/** RFC 5903 8.1, as an uncompressed point. */
const nistp256 = Buffer.from(
  '04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3',
  'hex',
)

/** Any number between 1 and p - 1 (RFC 4253 8), here one byte shorter than p. */
const group14 = Buffer.alloc(255, 0x57)
const group1 = Buffer.alloc(127, 0x57)

/** RFC 8731, RFC 5656 4, RFC 8268, RFC 4253 8: their first answers all have one form. */
const publicValues: ReadonlyMap<string, Buffer> = new Map([
  ['curve25519-sha256', curve25519],
  ['curve25519-sha256@libssh.org', curve25519],
  ['ecdh-sha2-nistp256', nistp256],
  ['diffie-hellman-group14-sha256', group14],
  ['diffie-hellman-group14-sha1', group14],
  ['diffie-hellman-group1-sha1', group1],
])

/** The key exchange of ours that a server offers. */
export function chooseKeyExchange({ kexAlgorithms }: KexInit): SshKeyExchange | undefined {
  for (const [algorithm, publicValue] of publicValues) {
    if (!kexAlgorithms.includes(algorithm)) continue
    // KEX_ECDH_INIT and KEXDH_INIT share their number.
    return { algorithm, request: Buffer.concat([Buffer.from([30]), toSshString(publicValue)]) }
  }
  return undefined
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
