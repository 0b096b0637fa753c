const groupCount = 8

const zero = 0x30
/** A full stop, counted from the zero as digits are. */
const separator = 0x2e - zero

/** Parses an IPv4 or IPv6 address into 16 bytes, IPv4 mapped into `::ffff:0:0/96` (RFC 4291). */
export function parseAddress(text: string): Uint8Array | undefined {
  if (text.length > 45 || !/^[0-9a-f:.]+$/i.test(text)) return undefined
  return text.includes(':') ? parseIpv6(text) : mapIpv4(parseIpv4(text))
}

/** The canonical text: a dotted quad, or RFC 5952. */
export function formatAddress(bytes: Uint8Array): string {
  return isIpv4(bytes) ? `${bytes[12]}.${bytes[13]}.${bytes[14]}.${bytes[15]}` : formatIpv6(bytes)
}

/** Whether 16 address bytes stand for an IPv4 address. */
export function isIpv4(bytes: Uint8Array): boolean {
  if (bytes[10] !== 0xff || bytes[11] !== 0xff) return false
  for (let index = 0; index < 10; index += 1) if (bytes[index] !== 0) return false
  return true
}

/** How far an address reaches, in the words of RFC 4291 and RFC 6890. */
export type AddressScope =
  | 'public'
  | 'private'
  | 'shared'
  | 'loopback'
  | 'link-local'
  | 'multicast'
  | 'unspecified'

/** Tells how far an address of 16 bytes reaches. */
export function addressScope(bytes: Uint8Array): AddressScope {
  return isIpv4(bytes) ? ipv4Scope(bytes.subarray(12)) : ipv6Scope(bytes)
}

function ipv4Scope([a = 0, b = 0, c = 0, d = 0]: Uint8Array): AddressScope {
  if (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)) return 'private'
  if (a === 100 && b >= 64 && b <= 127) return 'shared'
  if (a === 127) return 'loopback'
  if (a === 169 && b === 254) return 'link-local'
  if (a >= 224 && a <= 239) return 'multicast'
  return a + b + c + d === 0 ? 'unspecified' : 'public'
}

function ipv6Scope(bytes: Uint8Array): AddressScope {
  const [a = 0, b = 0] = bytes
  if ((a & 0xfe) === 0xfc) return 'private'
  if (a === 0xfe && (b & 0xc0) === 0x80) return 'link-local'
  if (a === 0xff) return 'multicast'
  if (bytes.subarray(0, 15).some((byte) => byte !== 0)) return 'public'
  if (bytes[15] === 0) return 'unspecified'
  return bytes[15] === 1 ? 'loopback' : 'public'
}

/** No leading zero: some readers take such octets as octal. */
function parseIpv4(text: string): readonly number[] | undefined {
  const octets: number[] = []
  let octet = -1
  for (let index = 0; index <= text.length; index += 1) {
    const digit = index === text.length ? separator : text.charCodeAt(index) - zero
    if (digit === separator) {
      if (octet === -1) return undefined
      octets.push(octet)
      octet = -1
      continue
    }
    if (digit < 0 || digit > 9 || octet === 0) return undefined
    octet = octet === -1 ? digit : octet * 10 + digit
    if (octet > 255) return undefined
  }
  return octets.length === 4 ? octets : undefined
}

function mapIpv4(octets: readonly number[] | undefined): Uint8Array | undefined {
  if (octets === undefined) return undefined
  const bytes = new Uint8Array(16).fill(0xff, 10, 12)
  bytes.set(octets, 12)
  return bytes
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = parseGroups(halves[1] ?? '', true)
  if (head === undefined || tail === undefined) return undefined
  const missing = groupCount - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function parseGroups(text: string, endsAddress: boolean): readonly number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const octets = endsAddress && last.includes('.') ? parseIpv4(last) : []
  if (octets === undefined) return undefined
  const words = octets.length === 0 ? parts : parts.slice(0, -1)
  if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = octets
  const groups = words.map((word) => Number.parseInt(word, 16))
  return octets.length === 0 ? groups : [...groups, (a << 8) | b, (c << 8) | d]
}

function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: groupCount }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  const { start, length } = longestZeroRun(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1
    if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
