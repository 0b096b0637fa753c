import {
  classifyAddress,
  createScope,
  type NeverEntry,
  type Scope,
  type ScopeVerdict,
} from '@windvane/scan'

/** Which addresses scans and webhooks of this server may touch. */
export type AddressPolicy = {
  /** Whether private and loopback addresses may be touched. */
  readonly privateAddresses: 'accept' | 'refuse'
  /** The same rules as the engine asks them. */
  readonly scope: Scope
  /** Why an address may not be touched, `undefined` when it may. */
  readonly refusal: (address: string) => string | undefined
  /** Why a name may not be touched, whatever its addresses; `undefined` when it may. */
  readonly nameRefusal: (name: string) => string | undefined
  /** Whether the address is one of the public Internet. */
  readonly isPublic: (address: string) => boolean
}

export type AddressPolicyOptions = {
  readonly privateAddresses: AddressPolicy['privateAddresses']
  /** Networks in CIDR notation that are never touched: this server's own, the operator's. */
  readonly deny?: readonly string[]
  /** What is never touched, asked at each check. */
  readonly never?: (() => readonly NeverEntry[]) | undefined
}

export function createAddressPolicy({
  privateAddresses,
  deny = [],
  never = () => [],
}: AddressPolicyOptions): AddressPolicy {
  const allowed = privateAddresses === 'accept' ? 'allow' : 'refuse'
  const scope = createScope({ privateAddresses: allowed, deny, never })
  return Object.freeze({
    privateAddresses,
    scope,
    isPublic: (address: string) => classifyAddress(address).kind === 'public',
    refusal: (address: string) => reasonOf(scope.check(address)),
    nameRefusal: (name: string) => reasonOf(scope.checkName(name)),
  })
}

function reasonOf(verdict: ScopeVerdict): string | undefined {
  return verdict.allowed ? undefined : verdict.reason
}
