import { type KexInit } from './ssh-kexinit.ts'

/** What a server offers that it should not; lists that are empty are left out. */
export type SshWeaknesses = {
  readonly weakAlgorithms: Readonly<Record<string, readonly string[]>>
  /** Whether a man in the middle can cut messages from the start of the session (CVE-2023-48795). */
  readonly isTerrapinVulnerable: boolean
}

/** RSA of 1,024 bits, groups of 1,024 bits, and SHA-1 (RFC 9142 4). */
const weakKex = /^(?:rsa1024-sha1|diffie-hellman-group(?:1|14|-exchange)-sha1|gss-.{1,40}-sha1-.*)$/
/** DSA, and signatures over SHA-1 (RFC 8332 1). */
const weakHostKey = /^(?:ssh-dss|ssh-rsa)(?:-cert-v0[01]@openssh\.com)?$/
/** RC4 (RFC 8758), ciphers of 64-bit blocks, CBC (RFC 4253 9.3.1 and its attacks), and none. */
const weakCipher = /^(?:arcfour(?:128|256)?|des|3des-.*|.*-cbc|rijndael-cbc@lysator\.liu\.se|none)$/
/** MD5, tags of 96 bits or fewer, and none. */
const weakMac = /^(?:hmac-md5.*|hmac-sha1-96.*|umac-32@openssh\.com|none)$/

/** Judges the lists of a server by what RFCs have deprecated. */
export function findWeaknesses(lists: KexInit): SshWeaknesses {
  const ciphers = [...new Set([...lists.ciphers, ...lists.ciphersToServer])]
  const macs = [...new Set([...lists.macs, ...lists.macsToServer])]
  const weak = {
    kex: lists.kexAlgorithms.filter((name) => weakKex.test(name)),
    hostKey: lists.hostKeyAlgorithms.filter((name) => weakHostKey.test(name)),
    cipher: ciphers.filter((name) => weakCipher.test(name)),
    mac: macs.filter((name) => weakMac.test(name)),
  }
  return {
    weakAlgorithms: Object.fromEntries(
      Object.entries(weak).filter(([, names]) => names.length > 0),
    ),
    isTerrapinVulnerable: isTerrapinVulnerable(lists.kexAlgorithms, ciphers, macs),
  }
}

const strictMarker = 'kex-strict-s-v00@openssh.com'

function isTerrapinVulnerable(
  kex: readonly string[],
  ciphers: readonly string[],
  macs: readonly string[],
): boolean {
  if (kex.includes(strictMarker)) return false
  const hasCbc = ciphers.some((name) => name.endsWith('-cbc'))
  const hasEtm = macs.some((name) => name.includes('-etm@'))
  return ciphers.includes('chacha20-poly1305@openssh.com') || (hasCbc && hasEtm)
}
