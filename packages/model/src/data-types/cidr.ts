import { defineDataType } from './data-type.ts'
import { formatAddress, isIpv4, parseAddress } from './ip-address.ts'
import { isAcceptable } from './ip.ts'

/** A network in CIDR notation (RFC 4632), stored masked to its prefix. */
export const cidr = defineDataType({
  name: 'CIDR',
  maxLength: 49,
  parse(text, options) {
    const network = readNetwork(text)
    if (!network || !isAcceptable(network.bytes, options)) return undefined
    return formatNetwork(network.bytes, network.prefix)
  },
  refusal: (text) => (readNetwork(text) ? 'private_address' : 'invalid_value'),
})

/** A network in its canonical form, whatever it reaches; undefined for any other text. */
export function parseNetwork(text: string): string | undefined {
  const network = text.length <= cidr.maxLength ? readNetwork(text) : undefined
  return network && formatNetwork(network.bytes, network.prefix)
}

function readNetwork(text: string): { bytes: Uint8Array; prefix: number } | undefined {
  if (!text.includes('/')) return undefined
  const [address = '', prefix = '', ...rest] = text.split('/')
  const bytes = parseAddress(address)
  const bits = address.includes(':') ? 128 : 32
  if (!bytes || rest.length > 0) return undefined
  if (!/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined
  return { bytes, prefix: 128 - bits + Number(prefix) }
}

function formatNetwork(bytes: Uint8Array, prefix: number): string {
  const network = bytes.map((byte, index) => byte & octetMask(prefix - index * 8))
  return `${formatAddress(network)}/${isIpv4(network) && prefix >= 96 ? prefix - 96 : prefix}`
}

function octetMask(bits: number): number {
  return (0xff << (8 - Math.min(8, Math.max(0, bits)))) & 0xff
}
