import { createHash } from 'node:crypto'

import { readSshStrings } from './ssh-packet.ts'

/** A public host key as a server presents it. */
export type SshHostKey = {
  readonly type: string
  readonly bits?: number
  /** The fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding. */
  readonly sha256: string
  /** The key in the form of the protocol (RFC 4253 6.6), base64. */
  readonly blob: string
  /** Whether the server has signed with it; absent when that was not checked. */
  readonly isProven?: boolean
}

const blobLimitBytes = 4096

/** Reads a key blob; undefined when it is none. */
export function parseHostKey(blob: Buffer): SshHostKey | undefined {
  const [name, ...numbers] = readSshStrings(blob, 0, 5)
  const type = name?.toString('latin1') ?? ''
  if (blob.length > blobLimitBytes || !/^[a-z][\w@.-]{2,63}$/.test(type) || numbers.length === 0)
    return undefined
  const bits = countBits(type, numbers)
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return {
    type,
    ...(bits === undefined ? {} : { bits }),
    sha256: `SHA256:${digest}`,
    blob: blob.toString('base64'),
  }
}

/** RFC 8709 4, RFC 5656 3.1; of RSA the modulus comes second, of DSA first (RFC 4253 6.6). */
function countBits(type: string, numbers: readonly Buffer[]): number | undefined {
  if (type === 'ssh-ed25519') return 256
  if (type === 'ssh-ed448') return 456
  if (type === 'ssh-rsa') return bitLength(numbers[1])
  if (type === 'ssh-dss') return bitLength(numbers[0])
  const curve = /^ecdsa-sha2-nistp(\d{3})$/.exec(type)?.[1]
  return curve === undefined ? undefined : Number(curve)
}

function bitLength(number: Buffer | undefined): number | undefined {
  const first = number?.findIndex((byte) => byte !== 0) ?? -1
  if (!number || first < 0) return undefined
  return (number.length - first) * 8 - (Math.clz32(number.readUInt8(first)) - 24)
}
