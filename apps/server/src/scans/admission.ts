import { type Admit } from '@windvane/scan'
import { type Store } from '../store/store.ts'
import { type AddressPolicy } from './address-policy.ts'
import { claimAddresses } from './claim-addresses.ts'

export type AdmissionPorts = {
  readonly store: Store
  readonly addressPolicy: AddressPolicy
  /** How long after the begin of a scan another may begin with the same address. */
  readonly coolDownMs: number
}

/** The say of all scans in one: a public address is scanned by one at a time, and not too often. */
export type Admission = {
  readonly admit: Admit
  /** How long a scan waits that was not let in; throws what went wrong when it was not that. */
  readonly waitMs: () => number
}

export function createAdmission(ports: AdmissionPorts, scanId: string): Admission {
  const { store, addressPolicy, coolDownMs } = ports
  let waits: readonly number[] = []
  let failure: { readonly error: unknown } | undefined

  return {
    admit: async (addresses) => {
      try {
        const refusals = listRefusals(addresses, addressPolicy)
        const claimed = addresses.filter(
          (address) => !refusals.has(address) && addressPolicy.isPublic(address),
        )
        const busy = await claimAddresses(store, { scanId, addresses: claimed, coolDownMs })
        waits = busy.map(({ waitMs }) => waitMs)
        return Object.fromEntries([
          ...refusals,
          ...busy.map(({ address }) => [address, busyReason] as const),
        ])
      } catch (error) {
        failure = { error }
        throw error
      }
    },
    waitMs: () => {
      if (failure) throw failure.error
      return Math.min(...waits, longestWaitMs)
    },
  }
}

/** Somebody may cancel meanwhile what holds the address, or change the rules. */
const longestWaitMs = 600_000

/** The rules once more: the thread of the scan may have started with a list it could not read. */
function listRefusals(
  addresses: readonly string[],
  { refusal }: AddressPolicy,
): ReadonlyMap<string, string> {
  return new Map(
    addresses.flatMap((address) => {
      const reason = refusal(address)
      return reason === undefined ? [] : [[address, reason] as const]
    }),
  )
}

/** Says nothing of who scanned it, nor when. */
const busyReason = 'each address is scanned by one scan at a time, and only now and then'
