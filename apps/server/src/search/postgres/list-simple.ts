import { defineVisibleStatement, type Viewer } from '../../entity-rows/visible.ts'
import { type Queryable } from '../../store/store.ts'
import { type IdRange, type SimpleQuery } from '../search-engine.ts'
import { anyShape, hits, toValues } from './search-simple.ts'

/** reliability.md P28: the time of a search that is no simple one. */
const budgetMs = 5_000

/** Lists the ids of all hits: small beside the entities themselves, and all of one moment. */
export async function listSimple(
  store: Queryable,
  viewer: Viewer,
  { query, range }: { readonly query: SimpleQuery; readonly range: IdRange },
): Promise<readonly string[]> {
  const values = [...toValues(query, viewer, anyShape), range.after ?? '', range.limit]
  const rows = await store.query(statement(viewer), values, { budgetMs })
  return rows.map(({ id }) => id)
}

const statement = defineVisibleStatement<{ readonly id: string }>(
  'search-list-simple',
  (visible) => `SELECT e.id ${hits(visible, anyShape)} AND e.id > $9
    ORDER BY e.id LIMIT $10`,
)
