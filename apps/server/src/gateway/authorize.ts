import { type Endpoint } from '@windvane/api'
import { AppError, type Principal } from '@windvane/model'

/** 401 before 403; an endpoint without a rule cannot be mounted (`mount.ts`). */
export function authorize(roles: Endpoint['roles'], principal: Principal | undefined): void {
  if (roles === 'public') return
  if (principal === undefined) throw new AppError('authentication_required')
  if (roles === 'authenticated' || roles.some((role) => principal.roles.includes(role))) return
  throw new AppError('unauthorized')
}
