import { type AlertSource } from '../alerts/alert-source.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { listKeys, type Subject } from './batch-subjects.ts'
import { type Watch, watchColumns, type WatchRow, toWatch } from './watch.ts'

/** A watch that looks out for an entity of the batch, and for whom. */
export type Match = {
  readonly entityId: string
  readonly watch: Watch
  readonly source: Pick<AlertSource, 'id' | 'kind' | 'name'>
  readonly userId: string
  readonly groups: readonly string[]
}

/**
 * The watches of all accounts that may have to tell of these entities, with the groups their owners
 * have now. Their watchlists cannot be deleted until the transaction ends.
 */
export async function findMatches(
  tx: Queryable,
  subjects: readonly Subject[],
): Promise<readonly Match[]> {
  const keys = subjects.flatMap((subject) =>
    listKeys(subject).map(([kind, key]) => [kind, key, subject.id] as const),
  )
  const networks = subjects.filter(({ network }) => network !== undefined)
  const rows = await tx.query(statement, [
    keys.map(([kind]) => kind),
    keys.map(([, key]) => key),
    keys.map(([, , id]) => id),
    networks.map(({ network }) => network),
    networks.map(({ id }) => id),
    subjects.map(({ id }) => id),
    subjects.map(({ events }) => [...events].join()),
    subjects.map(({ reputation }) => reputation),
    subjects.map(({ worstReputation }) => worstReputation),
  ])
  return rows.map(toMatch)
}

type MatchRow = WatchRow & {
  readonly entity_id: string
  readonly name: string
  readonly user_id: string
  readonly groups: readonly string[]
}

function toMatch(row: MatchRow): Match {
  return {
    entityId: row.entity_id,
    watch: toWatch(row),
    source: { id: row.source_id, kind: 'watchlist', name: row.name },
    userId: row.user_id,
    groups: row.groups,
  }
}

const statement = defineStatement<MatchRow>(
  'watch-find-matches',
  `WITH hit AS MATERIALIZED (
     SELECT k.entity_id, watch_keys.watch_id
     FROM unnest($1::text[], $2::text[], $3::text[]) AS k(kind, key, entity_id)
       JOIN watch_keys ON watch_keys.kind = k.kind AND watch_keys.key = k.key
     UNION ALL
     SELECT n.entity_id, watches.id
     FROM unnest($4::inet[], $5::text[]) AS n(network, entity_id)
       JOIN watches ON watches.kind = 'cidr' AND watches.network >>= n.network)
   SELECT hit.entity_id, ${watchColumns}, s.name, s.user_id, u.groups
   FROM hit
     JOIN unnest($6::text[], $7::text[], $8::smallint[], $9::smallint[])
       AS e(id, events, reputation, worst_reputation) ON e.id = hit.entity_id
     JOIN watches w ON w.id = hit.watch_id
     JOIN alert_sources s ON s.id = w.source_id
     JOIN users u ON u.id = s.user_id
   WHERE u.enabled AND w.events && string_to_array(e.events, ',')
     AND (w.reputation IS NULL OR e.reputation <= w.reputation)
     AND (w.worst_reputation IS NULL OR e.worst_reputation <= w.worst_reputation)
   FOR KEY SHARE OF s`,
)
