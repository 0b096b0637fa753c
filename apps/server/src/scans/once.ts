import { createHash } from 'node:crypto'
import { AppError } from '@windvane/model'
import { defineStatement, type Transaction } from '../store/store.ts'

/** A request that its sender may repeat: the account, the key it chose, what it asks for. */
export type RepeatableRequest = {
  readonly userId: string
  readonly key: string
  readonly request: unknown
}

/**
 * Runs `work` for the first request with this key, and gives the requests of the next 24 hours what
 * it gave; requests at the same time wait for the first. What fails is forgotten with the
 * transaction. Throws `idempotency_key_reused` (400) for the key of another request.
 */
export async function runOnce<Reply>(
  tx: Transaction,
  repeatable: RepeatableRequest,
  work: () => Promise<Reply>,
): Promise<Reply> {
  const { userId, key, request } = repeatable
  const [keyHash, requestHash] = [sha256(key), sha256(toCanonical(request))]
  await tx.query(deleteExpired)
  const begun = await tx.query(insertKey, [userId, keyHash, requestHash])
  if (begun.length === 0) {
    const [known] = await tx.query(selectReply, [userId, keyHash])
    if (!known?.request_hash.equals(requestHash)) throw new AppError('idempotency_key_reused')
    // Written by this function for a request of the same hash.
    return JSON.parse(known.reply) as Reply
  }
  const reply = await work()
  await tx.query(updateReply, [userId, keyHash, JSON.stringify(reply)])
  return reply
}

/** Keys and requests may hold secrets, so nothing is kept that they can be read from. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The order of members says nothing (RFC 8259, section 4). */
function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

const deleteExpired = defineStatement<never>(
  'idempotency-delete-expired',
  `DELETE FROM idempotency_keys WHERE (user_id, key_hash) IN (
     SELECT user_id, key_hash FROM idempotency_keys
     WHERE created_at < now() - interval '24 hours'
     ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)`,
)

/** Waits for another transaction with the same key; a row is given only to whoever is first. */
const insertKey = defineStatement<{ readonly user_id: string }>(
  'idempotency-insert',
  `INSERT INTO idempotency_keys AS known (user_id, key_hash, request_hash) VALUES ($1, $2, $3)
   ON CONFLICT (user_id, key_hash) DO UPDATE
     SET request_hash = excluded.request_hash, reply = NULL, created_at = excluded.created_at
     WHERE known.created_at < now() - interval '24 hours'
   RETURNING user_id`,
)

const selectReply = defineStatement<{ readonly request_hash: Buffer; readonly reply: string }>(
  'idempotency-reply',
  'SELECT request_hash, reply FROM idempotency_keys WHERE user_id = $1 AND key_hash = $2',
)

const updateReply = defineStatement<never>(
  'idempotency-update',
  'UPDATE idempotency_keys SET reply = $3 WHERE user_id = $1 AND key_hash = $2',
)
