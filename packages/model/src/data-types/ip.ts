import { defineDataType, type ParseOptions } from './data-type.ts'
import { addressScope, formatAddress, parseAddress } from './ip-address.ts'

/** A single IPv4 or IPv6 address; IPv4-mapped IPv6 is stored as IPv4. */
export const ip = defineDataType({
  name: 'IP',
  maxLength: 45,
  parse(text, options) {
    const bytes = parseAddress(text)
    return bytes && isAcceptable(bytes, options) ? formatAddress(bytes) : undefined
  },
  refusal: (text) => (parseAddress(text) ? 'private_address' : 'invalid_value'),
})

/** Whether an address may be a value: public ones always, those of inside networks by option. */
export function isAcceptable(bytes: Uint8Array, options: ParseOptions): boolean {
  const scope = addressScope(bytes)
  if (scope === 'public' || scope === 'shared') return true
  return options.privateAddresses === 'accept' && (scope === 'private' || scope === 'loopback')
}
