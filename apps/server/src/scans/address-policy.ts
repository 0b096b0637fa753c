import { classifyAddress, createScope } from '@windvane/scan'

/** Which addresses scans and webhooks of this server may touch. */
export type AddressPolicy = {
  /** Whether private and loopback addresses may be touched. */
  readonly privateAddresses: 'accept' | 'refuse'
  /** Why an address may not be touched, `undefined` when it may. */
  readonly refusal: (address: string) => string | undefined
  /** Whether the address is one of the public Internet. */
  readonly isPublic: (address: string) => boolean
}

export type AddressPolicyOptions = {
  readonly privateAddresses: AddressPolicy['privateAddresses']
  /** Networks in CIDR notation that are never touched: this server's own, the operator's. */
  readonly deny?: readonly string[]
}

export function createAddressPolicy({
  privateAddresses,
  deny = [],
}: AddressPolicyOptions): AddressPolicy {
  const allowed = privateAddresses === 'accept' ? 'allow' : 'refuse'
  const scope = createScope({ privateAddresses: allowed, deny })
  return Object.freeze({
    privateAddresses,
    isPublic: (address: string) => classifyAddress(address).kind === 'public',
    refusal: (address: string) => {
      const verdict = scope.check(address)
      return verdict.allowed ? undefined : verdict.reason
    },
  })
}
