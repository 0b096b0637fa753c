import {
  type AddressKind,
  classifyAddress,
  isInside,
  parseNetwork,
  toAddress,
} from './classify-address.ts'
import { findNeverAddress, findNeverName, type NeverEntry } from './never-list.ts'

/** Says which addresses may be touched. Every connection of a scan asks it. */
export interface Scope {
  /** Judges one IP literal. Never throws: text that is no address is refused. */
  check(address: string): ScopeVerdict
  /** Judges a host name before it is resolved; its addresses are judged all the same. */
  checkName(name: string): ScopeVerdict
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
  /** What is never touched, asked at each check, as lists of people change. */
  readonly never?: () => readonly NeverEntry[]
}

/**
 * Creates the scope of a scan or of an outgoing request; throws a `RangeError` on a malformed
 * network.
 *
 * @example createScope({ privateAddresses: 'refuse' }).check('10.0.0.1').allowed // false
 */
export function createScope({
  privateAddresses,
  deny = [],
  never = () => [],
}: ScopeOptions): Scope {
  const denied = deny.map((text) => ({ text, network: parseNetwork(text) }))
  const allowedKinds: readonly AddressKind[] =
    privateAddresses === 'allow' ? ['public', 'private', 'loopback'] : ['public']

  return {
    check(address) {
      const forbidden = findNeverAddress(never(), address)
      if (forbidden !== undefined) return { allowed: false, reason: forbidden }
      const { kind, reason } = classifyAddress(address)
      const parsed = toAddress(address)
      const rule = denied.find(({ network }) => parsed !== undefined && isInside(parsed, network))
      if (rule !== undefined) return { allowed: false, reason: `deny list: ${rule.text}` }
      return allowedKinds.includes(kind) ? { allowed: true } : { allowed: false, reason }
    },
    checkName(name) {
      const forbidden = findNeverName(never(), name)
      return forbidden === undefined ? { allowed: true } : { allowed: false, reason: forbidden }
    },
  }
}
