import { AppError, type Paging, type Principal } from '@windvane/model'
import { defineStatement, type Queryable } from '../store/store.ts'
import { type Delivery, listAlertDeliveries } from '../webhooks/list-deliveries.ts'

/** What was told, as JSON, and what became of its message; none without a webhook. */
export type ToldAlert = { readonly body: string; readonly delivery: Delivery | undefined }

export type AlertPage = { readonly total: number; readonly alerts: readonly ToldAlert[] }

/** The alerts of a source, newest first unless told, as far as the caller's groups still see them. */
export async function listAlerts(
  db: Queryable,
  { groups }: Principal,
  { sourceId, paging }: { readonly sourceId: string; readonly paging: Paging },
): Promise<AlertPage> {
  if (paging.sort !== undefined && paging.sort !== '@timestamp') {
    throw new AppError('invalid_request', {
      reason: 'alerts are sorted by @timestamp alone',
      param: 'sort',
    })
  }
  const [counted] = await db.query(countAlerts, [sourceId, groups])
  const statement = paging.order === 'asc' ? oldestFirst : newestFirst
  const rows = await db.query(statement, [sourceId, groups, paging.limit, paging.offset])
  const deliveries = await listAlertDeliveries(
    db,
    rows.map(({ id }) => id),
  )
  const alerts = rows.map(({ id, body }) => ({ body, delivery: deliveries.get(id) }))
  return { total: counted?.count ?? 0, alerts }
}

const condition = 'source_id = $1 AND visible_to <@ $2::text[]'

const countAlerts = defineStatement<{ readonly count: number }>(
  'alert-count',
  `SELECT count(*)::int AS count FROM alerts WHERE ${condition}`,
)

type Row = { readonly id: string; readonly body: string }

const newestFirst = defineStatement<Row>(
  'alert-list',
  `SELECT id, body FROM alerts WHERE ${condition}
   ORDER BY at DESC, id DESC LIMIT $3 OFFSET $4`,
)

const oldestFirst = defineStatement<Row>(
  'alert-list-oldest',
  `SELECT id, body FROM alerts WHERE ${condition} ORDER BY at, id LIMIT $3 OFFSET $4`,
)
