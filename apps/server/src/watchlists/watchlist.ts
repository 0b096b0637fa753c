import { type AlertSource } from '../alerts/alert-source.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { type Watch, watchColumns, type WatchRow, toWatch } from './watch.ts'

export type Watchlist = AlertSource & { readonly watches: readonly Watch[] }

/** The sources with their watches, in the order in which they were given. */
export async function addWatches(
  db: Queryable,
  sources: readonly AlertSource[],
): Promise<readonly Watchlist[]> {
  const rows = await db.query(selectWatches, [sources.map(({ id }) => id)])
  const bySource = Map.groupBy(rows, ({ source_id: id }) => id)
  return sources.map((source) => ({
    ...source,
    watches: (bySource.get(source.id) ?? []).map(toWatch),
  }))
}

const selectWatches = defineStatement<WatchRow>(
  'watch-list',
  `SELECT ${watchColumns} FROM watches w WHERE w.source_id = ANY($1::uuid[])
   ORDER BY w.source_id, w.place`,
)
