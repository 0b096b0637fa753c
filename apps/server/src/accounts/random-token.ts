import { randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The largest multiple of 62 that a byte can hold: bytes above it would favour some characters. */
const fairBytes = 248

/** Letters and digits, each equally likely: 64 of them carry 381 bits. */
export function randomToken(length: number): string {
  let token = ''
  while (token.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fairBytes && token.length < length) token += alphabet[byte % alphabet.length]
    }
  }
  return token
}
