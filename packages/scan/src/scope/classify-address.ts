import { isIP } from 'node:net'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'

/** Who an address belongs to; `forbidden` is never scanned, whatever the settings say. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden'

/** The judgement on one address and, unless it is public, the reason in a few words. */
export type AddressClass = { readonly kind: AddressKind; readonly reason: string }

/**
 * Tells whether an address is public, private, loopback or forbidden (IANA special-purpose address
 * registries, RFC 6890). Text that is not exactly one IP literal without a zone is forbidden.
 */
export function classifyAddress(address: string): AddressClass {
  const parsed = toAddress(address)
  if (parsed === undefined) return { kind: 'forbidden', reason: 'not an IP address' }
  const range = specialRanges.find((range) => isInside(parsed, range.network))
  if (range !== undefined) return { kind: range.kind, reason: range.reason }
  return parsed.kind() === 'ipv4' || isInside(parsed, globalUnicast)
    ? { kind: 'public', reason: '' }
    : { kind: 'forbidden', reason: 'not a global unicast address' }
}

/** Whether an address is anything but public. */
export function isSpecialAddress(address: string): boolean {
  return classifyAddress(address).kind !== 'public'
}

/** A network to compare addresses with. */
export type Network = readonly [IPv4 | IPv6, number]

/** Parses `10.0.0.0/8`, `fd00::/8` or a single address; throws a `RangeError` on anything else. */
export function parseNetwork(text: string): Network {
  const [address = '', prefix] = text.split('/', 2)
  const parsed = toAddress(address)
  const width = parsed?.kind() === 'ipv6' ? 128 : 32
  const length = prefix === undefined ? width : Number(prefix)
  const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix)
  if (parsed === undefined || !isPrefix || length > width || text.split('/').length > 2) {
    throw new RangeError(`Cannot parse network "${text}": expected address/prefix`)
  }
  return [parsed, length]
}

/** The parsed form of an IP literal; an IPv4-mapped IPv6 address becomes its IPv4. */
export function toAddress(text: string): IPv4 | IPv6 | undefined {
  // isIP is strict: no octal, hexadecimal or short IPv4 forms. It lets zones through.
  if (isIP(text) === 0 || text.includes('%')) return undefined
  const parsed = ipaddr.parse(withoutDottedTail(text))
  return isMapped(parsed) ? parsed.toIPv4Address() : parsed
}

/** Whether a parsed address lies in a network of the same family. */
export function isInside(address: IPv4 | IPv6, [network, length]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, length)
}

// ipaddr.js reads `::127.0.0.1` as if it were `::ffff:127.0.0.1`; a kernel does not.
function withoutDottedTail(text: string): string {
  const start = text.lastIndexOf(':') + 1
  if (start === 0 || !text.includes('.')) return text
  const [a = 0, b = 0, c = 0, d = 0] = text.slice(start).split('.').map(Number)
  return `${text.slice(0, start)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

function isMapped(address: IPv4 | IPv6): address is IPv6 {
  return address.kind() === 'ipv6' && 'isIPv4MappedAddress' in address
    ? address.isIPv4MappedAddress()
    : false
}

const globalUnicast = ipaddr.parseCIDR('2000::/3')

// Order matters where networks nest: the first that fits decides.
const specialRanges = (
  [
    ['0.0.0.0/8', 'forbidden', 'this network (RFC 791)'],
    ['169.254.0.0/16', 'forbidden', 'link-local, cloud metadata (RFC 3927)'],
    ['192.0.0.0/24', 'forbidden', 'IETF protocol assignments (RFC 6890)'],
    ['192.88.99.0/24', 'forbidden', '6to4 relay anycast (RFC 7526)'],
    ['224.0.0.0/4', 'forbidden', 'multicast (RFC 5771)'],
    ['240.0.0.0/4', 'forbidden', 'reserved or broadcast (RFC 1112)'],
    // Metadata services of cloud providers that live outside 169.254/16.
    ['168.63.129.16/32', 'forbidden', 'cloud platform service'],
    ['100.100.100.200/32', 'forbidden', 'cloud metadata'],
    ['127.0.0.0/8', 'loopback', 'loopback (RFC 1122)'],
    ['10.0.0.0/8', 'private', 'private use (RFC 1918)'],
    ['172.16.0.0/12', 'private', 'private use (RFC 1918)'],
    ['192.168.0.0/16', 'private', 'private use (RFC 1918)'],
    ['100.64.0.0/10', 'private', 'shared address space (RFC 6598)'],
    ['198.18.0.0/15', 'private', 'benchmarking (RFC 2544)'],
    ['::1/128', 'loopback', 'loopback (RFC 4291)'],
    ['fd00:ec2::254/128', 'forbidden', 'cloud metadata'],
    ['fc00::/7', 'private', 'unique local (RFC 4193)'],
    ['fe80::/10', 'forbidden', 'link-local (RFC 4291)'],
    ['fec0::/10', 'forbidden', 'site-local (RFC 3879)'],
    ['ff00::/8', 'forbidden', 'multicast (RFC 4291)'],
    ['64:ff9b::/96', 'forbidden', 'NAT64 (RFC 6052)'],
    ['64:ff9b:1::/48', 'forbidden', 'local-use NAT64 (RFC 8215)'],
    ['2001::/32', 'forbidden', 'Teredo (RFC 4380)'],
    ['2001::/23', 'forbidden', 'IETF protocol assignments (RFC 2928)'],
    ['2002::/16', 'forbidden', '6to4 (RFC 3056)'],
  ] as const
).map(([network, kind, reason]) => ({ network: ipaddr.parseCIDR(network), kind, reason }))
