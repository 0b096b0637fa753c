/** The roles of contract.md 1.4. A route lists roles; the caller needs one of them. */
export const roles = ['user', 'reporter', 'trusted', 'admin', 'users_admin'] as const

export type Role = (typeof roles)[number]

/** Who asks: made by the gateway from a credential, never from a header the client can set. */
export type Principal = {
  readonly userId: string
  readonly alias: string
  readonly roles: readonly Role[]
  /** Names of groups, `public` among them for every ordinary account. Sorted, no duplicates. */
  readonly groups: readonly string[]
}
