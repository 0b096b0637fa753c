import { AppError, type Principal, type Role } from '@windvane/model'
import { type Store, type Transaction } from '../store/store.ts'
import { type CreatedKeyPair, createKeyPair } from './create-key-pair.ts'
import { createUser, type NewUser } from './create-user.ts'

export type NewAccount = NewUser & { readonly keyName: string; readonly days: number }

export type CreatedAccount = { readonly userId: string; readonly keyPair: CreatedKeyPair }

export type AccountPorts = {
  readonly store: Store
  readonly now: () => Date
  /** Makes the consolidated views that an account of several private groups reads. */
  readonly registerAudience: (tx: Transaction, groups: readonly string[]) => Promise<void>
}

/** A user with a first key pair, in one transaction. */
export async function createAccount(
  ports: AccountPorts,
  grantor: Principal,
  account: NewAccount,
): Promise<CreatedAccount> {
  for (const role of account.roles) {
    if (!mayGrant(grantor.roles, role))
      throw new AppError('role_beyond_own', { role, param: 'roles' })
  }
  return insertAccount(ports, account)
}

/**
 * For the first start, when there is nobody yet who could grant a role. When `beforeCommit` rejects
 * there is no account.
 */
export function insertAccount(
  ports: AccountPorts,
  account: NewAccount,
  beforeCommit?: (keyPair: CreatedKeyPair) => Promise<void>,
): Promise<CreatedAccount> {
  return ports.store.transaction(async (tx) => {
    const userId = await createUser(tx, account)
    const { keyName: name, days } = account
    const keyPair = await createKeyPair(tx, { userId, name, days }, ports.now())
    const privateGroups = account.groups.filter((group) => group !== 'public')
    if (privateGroups.length > 1) await ports.registerAudience(tx, privateGroups)
    await beforeCommit?.(keyPair)
    return { userId, keyPair }
  })
}

/** Nobody grants more than their own: only an administrator makes administrators. */
function mayGrant(own: readonly Role[], role: Role): boolean {
  return own.includes('admin') || (own.includes('users_admin') && role !== 'admin')
}
