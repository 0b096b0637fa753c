import { AppError, type Principal } from '@windvane/model'
import { isUuid } from '../store/is-uuid.ts'
import { defineStatement, type Transaction } from '../store/store.ts'
import { type SealedWebhook } from '../webhooks/sealed-webhook.ts'
import {
  type AlertSource,
  type AlertSourceKind,
  sourceColumns,
  type SourceRow,
  toSource,
} from './alert-source.ts'

export type SourceChange = {
  readonly id: string
  readonly kind: AlertSourceKind
  readonly name: string
  /** Without headers: those of the same URL stay. */
  readonly webhook: (Pick<SealedWebhook, 'url'> & Partial<SealedWebhook>) | undefined
  /** Headers for a URL that had none. */
  readonly noHeaders: Buffer
}

/**
 * Renames a source of the caller and gives it another webhook; what was not delivered yet follows
 * it, and is dropped where no webhook is left. Throws `not_found`.
 */
export async function updateSource(
  tx: Transaction,
  { userId }: Principal,
  change: SourceChange,
): Promise<AlertSource> {
  const { id, kind, name, webhook, noHeaders } = change
  const [before] = isUuid(id) ? await tx.query(lockSource, [id, userId, kind]) : []
  if (before === undefined) throw new AppError('not_found')
  const kept = before.webhook_url === webhook?.url ? before.webhook_headers : null
  const headers = webhook && (webhook.headers ?? kept ?? noHeaders)
  const values = [id, name, webhook?.url ?? null, headers ?? null]
  const [row] = await tx.query(update, values)
  if (row === undefined) throw new AppError('not_found')
  if (webhook === undefined) await tx.query(dropDue, [id])
  else await tx.query(redirectDue, [id])
  return toSource(row)
}

const lockSource = defineStatement<SourceRow>(
  'alert-source-lock',
  `SELECT ${sourceColumns} FROM alert_sources s
   WHERE s.id = $1 AND s.user_id = $2 AND s.kind = $3 FOR NO KEY UPDATE`,
)

const update = defineStatement<SourceRow>(
  'alert-source-update',
  `UPDATE alert_sources s SET name = $2, webhook_url = $3, webhook_headers = $4, updated_at = now()
   WHERE s.id = $1 RETURNING ${sourceColumns}`,
)

const dropDue = defineStatement<never>(
  'alert-source-drop-due',
  `DELETE FROM webhooks w USING alerts a
   WHERE w.alert_id = a.id AND a.source_id = $1 AND w.state = 'due'`,
)

const redirectDue = defineStatement<never>(
  'alert-source-redirect-due',
  `UPDATE webhooks w SET url = s.webhook_url, headers = s.webhook_headers
   FROM alerts a JOIN alert_sources s ON s.id = a.source_id
   WHERE w.alert_id = a.id AND a.source_id = $1 AND w.state = 'due'`,
)
