import { type Principal } from '@windvane/model'
import { type Accounts } from '../accounts/create-accounts.ts'
import { type Identity } from '../accounts/identity.ts'

/** Whether those who follow a stream may still do so. */
export type CredentialWatch = {
  /** Calls `onLost` once the credential is revoked or reads with other groups or roles. */
  readonly hold: (identity: Identity, onLost: () => void) => Disposable
}

/** A revocation ends a stream within a second (reliability.md P7). */
const lookMs = 400

/** Looks at the credentials of all streams in one query, and at none while there is no stream. */
export function createCredentialWatch(accounts: Pick<Accounts, 'findHolders'>): CredentialWatch {
  const holders = new Set<Holder>()
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const asked = [...holders]
    const now = await findHolders(accounts, asked)
    for (const holder of asked) {
      const { credential, principal } = holder.identity
      if (!isSameReader(principal, now.get(credential.id))) holder.onLost()
    }
    schedule()
  }

  function schedule(): void {
    timer = holders.size === 0 ? undefined : setTimeout(() => void look(), lookMs)
  }

  return {
    hold: (identity, onLost) => {
      const holder = { identity, onLost }
      holders.add(holder)
      timer ??= setTimeout(() => void look(), lookMs)
      return { [Symbol.dispose]: () => holders.delete(holder) }
    },
  }
}

type Holder = { readonly identity: Identity; readonly onLost: () => void }

/** Nobody, when it cannot be asked: a stream that may not be read any more must not go on. */
async function findHolders(
  accounts: Pick<Accounts, 'findHolders'>,
  holders: readonly Holder[],
): Promise<ReadonlyMap<string, Principal>> {
  const credentials = holders.map(({ identity }) => identity.credential)
  return accounts.findHolders(credentials).catch(() => new Map())
}

function isSameReader(then: Principal, now: Principal | undefined): boolean {
  const isSame = (before: readonly string[], after: readonly string[]) =>
    before.toSorted().join() === after.toSorted().join()
  return now !== undefined && isSame(then.roles, now.roles) && isSame(then.groups, now.groups)
}
