import { type Endpoint } from '@windvane/api'
import { AppError, type Principal } from '@windvane/model'

export type Asking = {
  /** Absent without a valid credential. */
  readonly principal: Principal | undefined
  /** Whether the request shows a credential, good or bad. */
  readonly hasCredential: boolean
}

/** 401 before 403; an endpoint without a rule cannot be mounted (`mount.ts`). */
export function authorize(roles: Endpoint['roles'], { principal, hasCredential }: Asking): void {
  if (roles === 'public' || (roles === 'optional' && !hasCredential)) return
  if (principal === undefined) throw new AppError('authentication_required')
  if (roles === 'authenticated' || roles === 'optional') return
  if (roles.some((role) => principal.roles.includes(role))) return
  throw new AppError('unauthorized')
}
