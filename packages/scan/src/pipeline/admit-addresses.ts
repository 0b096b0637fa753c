import { type AddressRecord } from '@windvane/model'
import { type Scope } from '../scope/scope.ts'

/**
 * Asked once per scan, before the first packet, with every address that it may come to touch; answers
 * which of them it may not, by address with the reason. For what others have to say about a scan:
 * that one is under way already, that the last was too short a time ago.
 */
export type Admit = (addresses: readonly string[]) => Promise<Readonly<Record<string, string>>>

export type Admission = {
  readonly addresses: readonly AddressRecord[]
  /** The scope of what was admitted: every later connection asks it. */
  readonly scope: Scope
  /** Whether something was not admitted that the scope allows. */
  readonly isPartial: boolean
}

/** Asks for the addresses that the scope allows. A question that fails or is cut off admits none. */
export async function admitAddresses(
  addresses: readonly AddressRecord[],
  options: {
    readonly scope: Scope
    readonly admit: Admit | undefined
    readonly signal: AbortSignal
  },
): Promise<Admission> {
  const { scope, admit, signal } = options
  const wanted = addresses
    .map(({ address }) => address)
    .filter((address) => scope.check(address).allowed)
  if (admit === undefined || wanted.length === 0) return { addresses, scope, isPartial: false }
  const refusals = await ask(admit, wanted, signal)
  return {
    addresses: addresses.map((record) => {
      const reason = refusals.get(record.address)
      return reason === undefined || record.skipped !== undefined
        ? record
        : { ...record, skipped: reason }
    }),
    scope: {
      ...scope,
      check: (address) => {
        const reason = refusals.get(address)
        return reason === undefined ? scope.check(address) : { allowed: false, reason }
      },
    },
    isPartial: refusals.size > 0,
  }
}

async function ask(
  admit: Admit,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>()
  const cut = (): void => resolve(undefined)
  signal.addEventListener('abort', cut, { once: true })
  if (signal.aborted) cut()
  try {
    const refusals = await Promise.race([admit(wanted), aborted])
    if (refusals !== undefined) return new Map(Object.entries(refusals))
    return refuseAll(wanted, 'the scan was cancelled')
  } catch (error) {
    return refuseAll(wanted, error instanceof Error ? error.message : String(error))
  } finally {
    signal.removeEventListener('abort', cut)
  }
}

function refuseAll(addresses: readonly string[], reason: string): ReadonlyMap<string, string> {
  return new Map(addresses.map((address) => [address, reason]))
}
