import { getDiffieHellman } from 'node:crypto'

/** The name of a well-known prime, such as `RFC 7919 ffdhe2048`; undefined for one of the server's own. */
export function nameKnownPrime(prime: Buffer): string | undefined {
  const bytes = stripZeros(prime)
  const candidates = [...modpGroups(), ...ffdheGroups()]
  return candidates.find((known) => known.bits === bytes.length * 8 && known.read().equals(bytes))
    ?.name
}

/** The bits of a number. */
export function countBits(number: Buffer): number {
  const bytes = stripZeros(number)
  return bytes.length === 0 ? 0 : bytes.length * 8 - Math.clz32(bytes.readUInt8(0)) + 24
}

type KnownPrime = { readonly name: string; readonly bits: number; readonly read: () => Buffer }

function stripZeros(number: Buffer): Buffer {
  const first = number.findIndex((byte) => byte !== 0)
  return first < 0 ? Buffer.alloc(0) : number.subarray(first)
}

/** The groups of IKE (RFC 2409 6, RFC 3526), as OpenSSL has them. */
function modpGroups(): readonly KnownPrime[] {
  const groups = [
    ['modp1', 768, 'RFC 2409 group 1'],
    ['modp2', 1024, 'RFC 2409 group 2'],
    ['modp5', 1536, 'RFC 3526 group 5'],
    ['modp14', 2048, 'RFC 3526 group 14'],
    ['modp15', 3072, 'RFC 3526 group 15'],
    ['modp16', 4096, 'RFC 3526 group 16'],
    ['modp17', 6144, 'RFC 3526 group 17'],
    ['modp18', 8192, 'RFC 3526 group 18'],
  ] as const
  return groups.map(([id, bits, name]) => ({
    name,
    bits,
    read: () => getDiffieHellman(id).getPrime(),
  }))
}

/** RFC 7919, appendix A: the bits and the number that makes each prime the first of its form. */
function ffdheGroups(): readonly KnownPrime[] {
  const groups = [
    [2048, 560_316n],
    [3072, 2_625_351n],
    [4096, 5_736_041n],
    [6144, 15_705_020n],
    [8192, 10_965_728n],
  ] as const
  return groups.map(([bits, offset]) => ({
    name: `RFC 7919 ffdhe${bits}`,
    bits,
    read: () => makeFfdhePrime(BigInt(bits), offset),
  }))
}

/** 2^b - 2^(b-64) + (floor(2^(b-130) e) + X) 2^64 - 1. */
function makeFfdhePrime(bits: bigint, offset: bigint): Buffer {
  const middle = (scaleEuler(bits - 130n) + offset) << 64n
  const prime = (1n << bits) - (1n << (bits - 64n)) + middle - 1n
  return Buffer.from(prime.toString(16), 'hex')
}

/** floor(2^n e) by the sum of 1/k!, with bits to spare for the rounding of its terms. */
function scaleEuler(bits: bigint): bigint {
  const spare = 64n
  let term = 1n << (bits + spare)
  let sum = term
  for (let divisor = 1n; term > 0n; divisor += 1n) {
    term /= divisor
    sum += term
  }
  return sum >> spare
}
