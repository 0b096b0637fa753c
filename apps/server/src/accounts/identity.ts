import { type Principal } from '@windvane/model'

/** What the caller showed, by its row. */
export type Credential = { readonly kind: 'key-pair' | 'session'; readonly id: string }

export type Identity = { readonly principal: Principal; readonly credential: Credential }

/** The columns of `users` that make a principal. */
export type PrincipalRow = {
  readonly user_id: string
  readonly alias: string
  readonly roles: Principal['roles']
  readonly groups: readonly string[]
}

export function toPrincipal(row: PrincipalRow): Principal {
  return {
    userId: row.user_id,
    alias: row.alias,
    roles: row.roles,
    groups: [...new Set(row.groups)].sort(),
  }
}
