import { AppError } from '@windvane/model'
import { newId } from '../store/new-id.ts'
import { defineStatement, type Transaction } from '../store/store.ts'
import { type ParsedWatch } from './parse-watch.ts'

/**
 * Makes these the watches of a source. One that stays keeps its id, and with it what it has told.
 * Throws `invalid_request` when the account, which the caller has locked, has more than `limit`.
 */
export async function writeWatches(
  tx: Transaction,
  { sourceId, watches }: { readonly sourceId: string; readonly watches: readonly ParsedWatch[] },
  limit: number,
): Promise<void> {
  const rows = watches.map((watch, place) => toRow(watch, place))
  const values = [JSON.stringify(rows), sourceId]
  await tx.query(deleteOthers, values)
  const written = await tx.query(upsert, values)
  const ids = new Map(written.map(({ id, place }) => [place, id]))
  await tx.query(deleteKeys, [[...ids.values()]])
  await tx.query(raiseVersion)
  await tx.query(insertKeys, [JSON.stringify(rows.flatMap((row) => toKeys(row, ids)))])
  const [counted] = await tx.query(countWatches, [sourceId])
  if (counted !== undefined && counted.count <= limit) return
  throw new AppError('invalid_request', {
    reason: `at most ${limit} watches in all watchlists`,
    param: 'watches',
  })
}

type Row = ReturnType<typeof toRow>

function toRow(watch: ParsedWatch, place: number) {
  return {
    id: newId(),
    place,
    kind: watch.kind,
    target: watch.target,
    keys: watch.keys,
    network: watch.kind === 'cidr' ? watch.target : null,
    reputation: watch.reputation,
    worst_reputation: watch.worstReputation,
    events: watch.events,
  }
}

function toKeys({ kind, keys, place }: Row, ids: ReadonlyMap<number, string>) {
  return keys.map((key) => ({ kind, key, watch_id: ids.get(place) }))
}

const columns = `id uuid, place integer, kind text, target text, network inet, reputation smallint,
  worst_reputation smallint, events text[]`

const deleteOthers = defineStatement<never>(
  'watch-delete-others',
  `WITH gone AS (
     DELETE FROM watches w WHERE w.source_id = $2 AND NOT EXISTS (
       SELECT 1 FROM json_to_recordset($1::json) AS r(kind text, target text)
       WHERE r.kind = w.kind AND r.target = w.target)
     RETURNING id)
   DELETE FROM alert_states s USING gone WHERE s.watch_id = gone.id`,
)

const upsert = defineStatement<{ readonly id: string; readonly place: number }>(
  'watch-upsert',
  `INSERT INTO watches AS w (id, source_id, place, kind, target, network, reputation,
     worst_reputation, events)
   SELECT id, $2::uuid, place, kind, target, network, reputation, worst_reputation, events
   FROM json_to_recordset($1::json) AS r(${columns})
   ON CONFLICT (source_id, kind, sha256(replace(target, '\\', '\\\\')::bytea)) DO UPDATE SET place = excluded.place,
     reputation = excluded.reputation, worst_reputation = excluded.worst_reputation,
     events = excluded.events
   RETURNING w.id, w.place`,
)

const deleteKeys = defineStatement<never>(
  'watch-delete-keys',
  'DELETE FROM watch_keys WHERE watch_id = ANY($1::uuid[])',
)

const raiseVersion = defineStatement<never>(
  'watch-raise-version',
  'UPDATE watch_version SET version = version + 1',
)

const insertKeys = defineStatement<never>(
  'watch-insert-keys',
  `INSERT INTO watch_keys (kind, key, watch_id, version)
   SELECT kind, key, watch_id, (SELECT version FROM watch_version)
   FROM json_to_recordset($1::json) AS r(kind text, key text, watch_id uuid)`,
)

const countWatches = defineStatement<{ readonly count: number }>(
  'watch-count',
  `SELECT count(*)::int AS count FROM watches w JOIN alert_sources s ON s.id = w.source_id
   WHERE s.user_id = (SELECT user_id FROM alert_sources WHERE id = $1)`,
)
