import { AppError, type Principal, type Role } from '@windvane/model'
import { isUuid } from '../store/is-uuid.ts'
import { defineStatement } from '../store/store.ts'
import { type AccountPorts } from './create-account.ts'
import { type CreatedSession, createSession, type NewSession } from './create-session.ts'

/** Opens a verified session for somebody else, who must not hold more roles than the opener. */
export async function openSession(
  { store, now }: AccountPorts,
  opener: Principal,
  session: Omit<NewSession, 'verified'>,
): Promise<CreatedSession> {
  const [user] = isUuid(session.userId) ? await store.query(findUser, [session.userId]) : []
  if (user === undefined) throw new AppError('record_not_found')
  if (user.roles.includes('admin') && !opener.roles.includes('admin')) {
    throw new AppError('unauthorized')
  }
  return createSession(store, { ...session, verified: true }, now())
}

const findUser = defineStatement<{ readonly roles: readonly Role[] }>(
  'accounts_find_user',
  'SELECT roles FROM users WHERE id = $1 AND enabled',
)
