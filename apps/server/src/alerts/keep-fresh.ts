import { defineStatement, type Transaction } from '../store/store.ts'
import { type NewAlert } from './new-alert.ts'

export type Window = { readonly at: Date; readonly windowMs: number }

/**
 * Those alerts that were not raised within the window, or not with this reputation, and notes that
 * they are now. The key of the table makes an alert raised once, however many find it at once.
 */
export async function keepFresh(
  tx: Transaction,
  alerts: readonly NewAlert[],
  { at, windowMs }: Window,
): Promise<readonly NewAlert[]> {
  const byKey = new Map(alerts.map((alert) => [toKey(toState(alert)), alert]))
  if (byKey.size === 0) return []
  const states = [...byKey.values()].map(toState)
  const rows = await tx.query(upsertStates, [JSON.stringify(states), at, windowMs])
  const raised = new Set(rows.map(toKey))
  return [...byKey].filter(([key]) => raised.has(key)).map(([, alert]) => alert)
}

type StateKey = { readonly watch_id: string; readonly entity_id: string; readonly event: string }

function toKey({ watch_id: watch, entity_id: entity, event }: StateKey): string {
  return `${watch} ${entity} ${event}`
}

function toState({ source, watchId, event, entity }: NewAlert) {
  return {
    watch_id: watchId,
    entity_id: entity.id,
    event,
    source_id: source.id,
    reputation: entity.reputation,
    worst_reputation: entity.worstReputation,
  }
}

/** In the order of the key, so that of two writers neither waits for what the other holds. */
const upsertStates = defineStatement<StateKey>(
  'alert-keep-fresh',
  `INSERT INTO alert_states AS known
     (watch_id, entity_id, event, source_id, reputation, worst_reputation, at)
   SELECT watch_id, entity_id, event, source_id, reputation, worst_reputation, $2::timestamptz
   FROM json_to_recordset($1::json) AS r(watch_id uuid, entity_id text, event text, source_id uuid,
     reputation smallint, worst_reputation smallint)
   ORDER BY watch_id, entity_id, event
   ON CONFLICT (watch_id, entity_id, event) DO UPDATE SET
     reputation = excluded.reputation, worst_reputation = excluded.worst_reputation,
     at = excluded.at
     WHERE known.at <= excluded.at - $3::float8 * interval '1 ms'
       OR (known.reputation, known.worst_reputation)
         IS DISTINCT FROM (excluded.reputation, excluded.worst_reputation)
   RETURNING watch_id, entity_id, event`,
)
