import { defineStatement, type Store } from '../store/store.ts'
import { type Identity, type PrincipalRow, toPrincipal } from './identity.ts'
import { secretHash } from './secret-hash.ts'
import { sessionLifeMs } from './create-session.ts'

/** Who holds this bearer. An unverified session has no rights, so it is nobody's. */
export async function identifySession(
  store: Store,
  bearer: string,
  now: Date,
): Promise<Identity | undefined> {
  if (!bearerForm.test(bearer)) return undefined
  const [row] = await store.query(find, [secretHash(bearer), now])
  if (row === undefined) return undefined
  await slide(store, row, now)
  return { principal: toPrincipal(row), credential: { kind: 'session', id: row.session_id } }
}

/** Every request extends a session; a write a minute is enough to keep that promise. */
async function slide(store: Store, row: Row, now: Date): Promise<void> {
  const expireAt = new Date(now.getTime() + sessionLifeMs)
  if (expireAt.getTime() - row.expire_at.getTime() < 60_000) return
  await store.query(extend, [row.session_id, expireAt, now])
}

const bearerForm = /^[A-Za-z0-9]{64}$/

type Row = PrincipalRow & { readonly session_id: string; readonly expire_at: Date }

/** Looked up by the digest, of which nobody can choose the bytes: there is nothing to time. */
const find = defineStatement<Row>(
  'accounts_identify_session',
  `SELECT s.id AS session_id, s.expire_at, u.id AS user_id, u.alias, u.roles, u.groups
   FROM sessions s JOIN users u ON u.id = s.user_id
   WHERE s.bearer_hash = $1 AND s.verified AND u.enabled AND s.expire_at > $2`,
)

const extend = defineStatement<never>(
  'accounts_extend_session',
  `UPDATE sessions SET expire_at = $2 WHERE id = $1 AND expire_at > $3`,
)
