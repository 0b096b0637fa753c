import { hash, timingSafeEqual } from 'node:crypto'

/** Secrets of 256 bits and more need no slow hash: nobody can try them all. */
export function secretHash(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}

export function matchesHash(secret: string, expected: Buffer): boolean {
  return timingSafeEqual(secretHash(secret), expected)
}
