import { type AddressRecord, type ResolutionRecord } from '@windvane/model'
import { resolveTarget } from '../resolve/resolve-target.ts'
import { type Resolver } from '../resolve/resolver.ts'
import { type Scope } from '../scope/scope.ts'
import { type Admit, admitAddresses } from './admit-addresses.ts'

/** Whom the finding of addresses asks. */
export type FindAddressesOptions = {
  readonly resolver: Resolver
  readonly scope: Scope
  readonly admit: Admit | undefined
  readonly addresses: 'first' | 'all'
  readonly signal: AbortSignal
}

/** The addresses of a target, judged for good. */
export type FoundAddresses = {
  readonly addresses: readonly AddressRecord[]
  readonly resolution?: ResolutionRecord
  /** The name to ask for in TLS and HTTP; null when the target is an address. */
  readonly serverName: string | null
  /** Every later connection asks this scope: it holds what was not admitted as well. */
  readonly scope: Scope
  /** Those that are scanned. */
  readonly wanted: readonly string[]
  /** Those that may be touched, scanned or not. */
  readonly reachable: readonly string[]
  readonly trouble?: string
  /** Why there is nothing to scan. */
  readonly stopReason?: 'postponed' | 'refused' | 'no-address'
}

/** Resolves a target once and asks who may be scanned now. Never rejects but for the signal. */
export async function findAddresses(
  target: string,
  options: FindAddressesOptions,
): Promise<FoundAddresses> {
  const resolved = await resolveTarget(target, options)
  const admission = await admitAddresses(resolved.addresses, options)
  const { resolution, serverName, refusal, failure } = resolved
  const { addresses, scope } = admission
  const trouble = refusal ?? failure
  const wanted = addresses.filter(({ skipped }) => skipped === undefined)
  const reachable = addresses.filter(({ address }) => scope.check(address).allowed)
  return {
    addresses,
    ...(resolution === undefined ? {} : { resolution }),
    serverName,
    scope,
    wanted: toTexts(wanted),
    reachable: toTexts(reachable),
    ...(trouble === undefined ? {} : { trouble }),
    ...(wanted.length > 0 ? {} : { stopReason: findStopReason(refusal, admission) }),
  }
}

function findStopReason(
  refusal: string | undefined,
  { addresses, scope, isPartial }: Awaited<ReturnType<typeof admitAddresses>>,
): NonNullable<FoundAddresses['stopReason']> {
  if (refusal !== undefined) return 'refused'
  if (isPartial) return 'postponed'
  return addresses.some(({ address }) => !scope.check(address).allowed) ? 'refused' : 'no-address'
}

function toTexts(addresses: readonly AddressRecord[]): readonly string[] {
  return addresses.map(({ address }) => address)
}
