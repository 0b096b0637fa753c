/**
 * MurmurHash3 for x86 with 32 bits (Austin Appleby, public domain; SMHasher's MurmurHash3_x86_32), as
 * a signed number: the form in which search engines list favicons and pages.
 */
export function murmurHash(bytes: Uint8Array, seed = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tailStart = bytes.length - (bytes.length % 4)
  let hash = seed | 0
  for (let at = 0; at < tailStart; at += 4) {
    hash ^= scramble(view.getInt32(at, true))
    hash = (Math.imul(rotate(hash, 13), 5) + 0xe6546b64) | 0
  }
  hash ^= scramble(readTail(bytes, tailStart))
  return finish(hash ^ bytes.length)
}

function readTail(bytes: Uint8Array, start: number): number {
  let tail = 0
  for (let at = bytes.length - 1; at >= start; at -= 1) tail = (tail << 8) | (bytes[at] ?? 0)
  return tail
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function finish(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return (second ^ (second >>> 16)) | 0
}
