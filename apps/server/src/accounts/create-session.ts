import { newId } from '../store/new-id.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { randomToken } from './random-token.ts'
import { secretHash } from './secret-hash.ts'

/** Sliding life of a session (contract.md 2.7). */
export const sessionLifeMs = 24 * 3_600_000

export type NewSession = {
  readonly userId: string
  readonly kind: string
  readonly verified: boolean
  readonly ip: string
  readonly userAgent: string
}

export type CreatedSession = {
  readonly sessionId: string
  readonly bearer: string
  readonly expireAt: Date
}

/** The bearer is known only to whoever gets this result: the store keeps its digest. */
export async function createSession(
  store: Queryable,
  session: NewSession,
  now: Date,
): Promise<CreatedSession> {
  const created = {
    sessionId: newId(),
    bearer: randomToken(64),
    expireAt: new Date(now.getTime() + sessionLifeMs),
  }
  await store.query(insert, [
    created.sessionId,
    session.userId,
    secretHash(created.bearer),
    session.kind,
    session.ip,
    session.userAgent,
    session.verified,
    created.expireAt,
  ])
  return created
}

const insert = defineStatement<never>(
  'accounts_create_session',
  `INSERT INTO sessions (id, user_id, bearer_hash, kind, ip, user_agent, verified, expire_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
)
