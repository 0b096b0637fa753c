import {
  type AddressKind,
  classifyAddress,
  isInside,
  parseNetwork,
  toAddress,
} from './classify-address.ts'

/** Says which addresses may be touched. Every connection of a scan asks it. */
export interface Scope {
  /** Judges one IP literal. Never throws: text that is no address is refused. */
  check(address: string): ScopeVerdict
}

/** The answer of a scope, with the reason of a refusal. */
export type ScopeVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string }

/** What a scope lets through beyond public addresses, and what it never does. */
export type ScopeOptions = {
  readonly privateAddresses: 'allow' | 'refuse'
  /** Networks in CIDR notation that are refused before anything else. */
  readonly deny?: readonly string[]
}

/**
 * Creates the scope of a scan or of an outgoing request; throws a `RangeError` on a malformed
 * network.
 *
 * @example createScope({ privateAddresses: 'refuse' }).check('10.0.0.1').allowed // false
 */
export function createScope({ privateAddresses, deny = [] }: ScopeOptions): Scope {
  const denied = deny.map((text) => ({ text, network: parseNetwork(text) }))
  const allowedKinds: readonly AddressKind[] =
    privateAddresses === 'allow' ? ['public', 'private', 'loopback'] : ['public']

  return {
    check(address) {
      const { kind, reason } = classifyAddress(address)
      const parsed = toAddress(address)
      const rule = denied.find(({ network }) => parsed !== undefined && isInside(parsed, network))
      if (rule !== undefined) return { allowed: false, reason: `deny list: ${rule.text}` }
      return allowedKinds.includes(kind) ? { allowed: true } : { allowed: false, reason }
    },
  }
}
