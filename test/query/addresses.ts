import { parseAddress } from '@windvane/model'

/** The first and the last address of an address or network, as numbers. */
export function addressSpan(text: string): readonly [first: bigint, last: bigint] {
  const [address = '', bits] = text.split('/')
  const bytes = parseAddress(address)
  if (!bytes) throw new TypeError(`${text} is no address`)
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const width = address.includes(':') ? 128n : 32n
  const size = 1n << (bits === undefined ? 0n : width - BigInt(bits))
  const first = number - (number % size)
  return [first, first + size - 1n]
}
