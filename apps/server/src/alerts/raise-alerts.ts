import { newId } from '../store/new-id.ts'
import { defineStatement, type Transaction } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { alertBody, noticeBody } from './alert-body.ts'
import { keepFresh } from './keep-fresh.ts'
import { type NewAlert } from './new-alert.ts'

export type AlertLimits = {
  /** For how long an alert is not raised again. */
  readonly windowMs: number
  /** Alerts of one source in an hour; then one that says so, and no more. */
  readonly perHour: number
}

export type RaisePorts = {
  readonly webhooks: Pick<Webhooks, 'makeAlertsDue'>
  readonly limits: AlertLimits
}

/**
 * Raises the alerts that are not raised yet, with the messages of their webhooks: in the transaction
 * of the change that they tell of, so that neither exists without the other.
 */
export async function raiseAlerts(
  tx: Transaction,
  { webhooks, limits }: RaisePorts,
  { alerts, at }: { readonly alerts: readonly NewAlert[]; readonly at: Date },
): Promise<void> {
  const fresh = await keepFresh(tx, alerts, { at, windowMs: limits.windowMs })
  if (fresh.length === 0) return
  const room = await findRoom(tx, fresh, { at, perHour: limits.perHour })
  const rows: AlertRow[] = []
  const full = new Map<string, NewAlert['source']>()
  for (const alert of fresh) {
    const left = room.get(alert.source.id) ?? 0
    room.set(alert.source.id, left - 1)
    if (left > 0) rows.push(toRow(alert, at))
    else full.set(alert.source.id, alert.source)
  }
  rows.push(...(await toNotices(tx, [...full.values()], at)))
  await insertAlerts(tx, webhooks, rows)
}

/** An alert that tells of no entity: exactly this once. */
export async function raiseNotice(
  tx: Transaction,
  { webhooks }: RaisePorts,
  {
    source,
    event,
    at,
  }: { readonly source: NewAlert['source']; readonly event: string; readonly at: Date },
): Promise<string> {
  const row = toNotice(source, event, at)
  await insertAlerts(tx, webhooks, [row])
  return row.id
}

type AlertRow = {
  readonly id: string
  readonly source_id: string
  readonly at: Date
  readonly visible_to: readonly string[]
  readonly body: string
}

const hourMs = 3_600_000

/** How many more alerts each source may raise. */
export async function findRoom(
  tx: Transaction,
  alerts: readonly { readonly source: { readonly id: string } }[],
  { at, perHour }: { readonly at: Date; readonly perHour: number },
): Promise<Map<string, number>> {
  const ids = [...new Set(alerts.map(({ source }) => source.id))]
  const since = new Date(at.getTime() - hourMs)
  const rows = await tx.query(countRecent, [ids, since, perHour])
  return new Map(rows.map(({ id, count }) => [id, perHour - count]))
}

const countRecent = defineStatement<{ readonly id: string; readonly count: number }>(
  'alert-count-recent',
  `SELECT source.id, count(recent.at)::int AS count
   FROM unnest($1::uuid[]) AS source(id) LEFT JOIN LATERAL (
     SELECT a.at FROM alerts a WHERE a.source_id = source.id AND a.at > $2 LIMIT $3) recent ON true
   GROUP BY source.id`,
)

/** Tells once an hour of each source that it raises too many. */
async function toNotices(
  tx: Transaction,
  sources: readonly NewAlert['source'][],
  at: Date,
): Promise<readonly AlertRow[]> {
  const rows = await tx.query(noteFull, [sources.map(({ id }) => id), at, hourMs])
  const noted = new Set(rows.map(({ source_id: id }) => id))
  return sources.filter(({ id }) => noted.has(id)).map((source) => toNotice(source, 'overflow', at))
}

const noteFull = defineStatement<{ readonly source_id: string }>(
  'alert-note-full',
  `INSERT INTO alert_states AS known
     (watch_id, entity_id, event, source_id, reputation, worst_reputation, at)
   SELECT id, '', 'overflow', id, 0, 0, $2::timestamptz FROM unnest($1::uuid[]) AS source(id)
   ON CONFLICT (watch_id, entity_id, event) DO UPDATE SET at = excluded.at
     WHERE known.at <= excluded.at - $3::float8 * interval '1 ms'
   RETURNING source_id`,
)

function toRow(alert: NewAlert, at: Date): AlertRow {
  const id = newId(at.getTime())
  const body = alertBody(alert, { id, at })
  return { id, source_id: alert.source.id, at, visible_to: alert.visibleTo, body }
}

function toNotice(source: NewAlert['source'], event: string, at: Date): AlertRow {
  const id = newId(at.getTime())
  return {
    id,
    source_id: source.id,
    at,
    visible_to: [],
    body: noticeBody(source, event, { id, at }),
  }
}

async function insertAlerts(
  tx: Transaction,
  webhooks: RaisePorts['webhooks'],
  rows: readonly AlertRow[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(insert, [JSON.stringify(rows)])
  await webhooks.makeAlertsDue(
    tx,
    rows.map(({ id }) => id),
  )
}

const insert = defineStatement<never>(
  'alert-insert',
  `INSERT INTO alerts (id, source_id, at, visible_to, body)
   SELECT id, source_id, at, visible_to, body FROM json_to_recordset($1::json)
     AS r(id uuid, source_id uuid, at timestamptz, visible_to text[], body text)`,
)
