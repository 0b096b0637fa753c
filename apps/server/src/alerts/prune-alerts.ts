import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { defineStatement, type Store } from '../store/store.ts'
import { type AlertLimits } from './raise-alerts.ts'

export type PrunePorts = {
  readonly store: Store
  readonly queue: Queue
  readonly limits: Pick<AlertLimits, 'windowMs'>
  /** How long an alert is kept. */
  readonly retentionMs: number
}

/** Removes what is too old, a part at a time, and puts the job back for the next round. */
export async function pruneAlerts(
  { store, queue, limits, retentionMs }: PrunePorts,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<void> {
  while (
    !signal.aborted &&
    (await store.query(deleteAlerts, [retentionMs, chunk])).length === chunk
  );
  const stateMs = Math.max(limits.windowMs, retentionMs)
  while (!signal.aborted && (await store.query(deleteStates, [stateMs, chunk])).length === chunk);
  signal.throwIfAborted()
  await queue.postpone(store, job, new Date(Date.now() + intervalMs))
}

const intervalMs = 600_000

/** Bounds how long one statement holds its rows. */
const chunk = 1_000

const deleteAlerts = defineStatement<{ readonly id: string }>(
  'alert-prune',
  `DELETE FROM alerts WHERE id IN (
     SELECT id FROM alerts WHERE at < now() - $1::float8 * interval '1 ms'
     ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
   RETURNING id`,
)

const deleteStates = defineStatement<{ readonly watch_id: string }>(
  'alert-prune-states',
  `DELETE FROM alert_states WHERE (watch_id, entity_id, event) IN (
     SELECT watch_id, entity_id, event FROM alert_states
     WHERE at < now() - $1::float8 * interval '1 ms'
     ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
   RETURNING watch_id`,
)
