import { AppError, type Role } from '@windvane/model'
import { AdapterError } from '../store/adapter-error.ts'
import { newId } from '../store/new-id.ts'
import { defineStatement, type Queryable } from '../store/store.ts'

export type NewUser = {
  readonly alias: string
  readonly fullName: string
  readonly email?: string | undefined
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
}

/** Resolves to the id. An alias or e-mail that is taken is `duplicated_key`. */
export async function createUser(store: Queryable, user: NewUser): Promise<string> {
  const id = newId()
  const roles = [...new Set(user.roles)].sort()
  // Every account belongs to it (contract.md 1.4).
  const groups = [...new Set(['public', ...user.groups])].sort()
  const email = user.email?.toLowerCase() ?? null
  try {
    await store.query(insert, [id, user.alias, user.fullName, email, roles, groups])
  } catch (error) {
    throw isDuplicate(error) ? new AppError('duplicated_key', {}, { cause: error }) : error
  }
  return id
}

/** SQLSTATE unique_violation. */
function isDuplicate(error: unknown): boolean {
  return error instanceof AdapterError && error.code === '23505'
}

const insert = defineStatement<never>(
  'accounts_create_user',
  `INSERT INTO users (id, alias, full_name, email, roles, groups) VALUES ($1, $2, $3, $4, $5, $6)`,
)
