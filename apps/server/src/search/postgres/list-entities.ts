import { type Query } from '@windvane/model'
import { type Viewer } from '../../entity-rows/visible.ts'
import { type Queryable } from '../../store/store.ts'
import { type IdRange } from '../search-engine.ts'
import { compileCondition } from './compile-query.ts'
import { expandQuery } from './expand/expand-query.ts'
import { Parameters } from './parameters.ts'
import { toRecordTable } from './record-table.ts'

/** reliability.md P28 */
const budgetMs = 5_000

/** Lists the ids of all hits: small beside the entities themselves, and all of one moment. */
export async function listEntities(
  store: Queryable,
  viewer: Viewer,
  { query, range }: { readonly query: Query; readonly range: IdRange },
): Promise<readonly string[]> {
  const corpus = 'entities'
  const deadline = performance.now() + budgetMs
  const expanded = await expandQuery(query, { store, viewer, corpus, deadline })
  const table = toRecordTable(corpus, viewer)
  const parameters = new Parameters([table.viewer])
  const condition = compileCondition(expanded, corpus, parameters)
  const text = `SELECT e.id FROM entities e
    WHERE ${table.visible} AND (${condition}) AND e.id > ${parameters.add(range.after ?? '')}::text
    ORDER BY e.id LIMIT ${parameters.add(range.limit)}`
  const rows = await store.query<{ readonly id: string }>({ text }, parameters.values, { budgetMs })
  return rows.map(({ id }) => id)
}
