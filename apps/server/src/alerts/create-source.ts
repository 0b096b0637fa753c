import { AppError } from '@windvane/model'
import { newId } from '../store/new-id.ts'
import { defineStatement, type Transaction } from '../store/store.ts'
import { type SealedWebhook } from '../webhooks/sealed-webhook.ts'
import {
  type AlertSource,
  type AlertSourceKind,
  sourceColumns,
  type SourceRow,
  toSource,
} from './alert-source.ts'

export type NewSource = {
  readonly userId: string
  readonly kind: AlertSourceKind
  readonly name: string
  readonly webhook: SealedWebhook | undefined
}

/**
 * Adds a source to an account, which is locked until the transaction ends. Throws
 * `invalid_request` for one more than `limit`.
 */
export async function createSource(
  tx: Transaction,
  source: NewSource,
  limit: number,
): Promise<AlertSource> {
  const { userId, kind, name, webhook } = source
  await lockAccount(tx, userId)
  const [counted] = await tx.query(countSources, [userId, kind])
  if (counted === undefined || counted.count >= limit) {
    const reason = `at most ${limit} ${kind === 'watchlist' ? 'watchlists' : 'saved searches'}`
    throw new AppError('invalid_request', { reason })
  }
  const values = [newId(), userId, kind, name, webhook?.url ?? null, webhook?.headers ?? null]
  const [row] = await tx.query(insertSource, values)
  if (row === undefined) throw new TypeError('An insert returned no row')
  return toSource(row)
}

/** Changes of one account's sources follow each other, so that no two pass one limit at once. */
export async function lockAccount(tx: Transaction, userId: string): Promise<void> {
  const locked = await tx.query(lockUser, [userId])
  if (locked.length === 0) throw new AppError('authentication_required')
}

const lockUser = defineStatement<{ readonly id: string }>(
  'alert-source-lock-account',
  'SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE',
)

const countSources = defineStatement<{ readonly count: number }>(
  'alert-source-count',
  'SELECT count(*)::int AS count FROM alert_sources WHERE user_id = $1 AND kind = $2',
)

const insertSource = defineStatement<SourceRow>(
  'alert-source-insert',
  `INSERT INTO alert_sources AS s (id, user_id, kind, name, webhook_url, webhook_headers)
   VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${sourceColumns}`,
)
