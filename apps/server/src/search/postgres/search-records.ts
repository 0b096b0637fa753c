import { type Scalar } from '@windvane/model'
import { type Viewer } from '../../entity-rows/visible.ts'
import { type Queryable } from '../../store/store.ts'
import { type PagedRequest, type SearchHit, type SearchResult } from '../search-engine.ts'
import { type AggregationRow } from './aggregations/result.ts'
import { constantScore } from './compile-score.ts'
import { type Expansion, timeLeft } from './expand/expansion.ts'
import { expandAggregations } from './expand/expand-aggregations.ts'
import { expandQuery } from './expand/expand-query.ts'
import { type RecordRow, toRecordTable } from './record-table.ts'
import { checkSearchAfter, toSortKeys } from './sort-keys.ts'
import { writeSearch } from './write-search.ts'

/** reliability.md P28: the time an advanced search may take. */
const budgetMs = 5_000

/** Runs an advanced search: its patterns are turned into terms, then one statement does the rest. */
export async function searchRecords(
  store: Queryable,
  viewer: Viewer,
  asked: PagedRequest,
): Promise<SearchResult> {
  const { corpus } = asked
  const expansion: Expansion = { store, viewer, corpus, deadline: performance.now() + budgetMs }
  const request = {
    ...asked,
    query: await expandQuery(asked.query, expansion),
    aggs: await expandAggregations(asked.aggs, expansion),
  }
  const table = toRecordTable(corpus, viewer)
  // By the query as it was asked, so that the order does not hang on what the dictionary has.
  const keys = toSortKeys(asked, table)
  if (request.searchAfter !== undefined) checkSearchAfter(request.searchAfter, keys)
  const { text, values, readAggregations } = writeSearch(request, table, keys)
  const rows = await store.query<FoundRow>({ text }, values, { budgetMs: timeLeft(expansion) })
  const isSorted = asked.sort.length > 0
  const score = isSorted ? null : (constantScore(asked.query) ?? null)
  return {
    total: rows[0]?.total ?? 0,
    ...(readAggregations && { aggregations: readAggregations(rows[0]?.aggregated ?? []) }),
    hits: rows.flatMap((row) => {
      if (row.place === null) return []
      const sort = keys.map((_key, place) => toScalar(row[`sort_${place}`] ?? null))
      const byScore = keys[0]?.expression === undefined ? Number(row.sort_0) : score
      return [{ record: table.toRecord(row), score: byScore, sort } satisfies SearchHit]
    }),
  }
}

type SortValue = string | number | boolean | Date | null

/** A page without hits is one row that only counts. */
type FoundRow = RecordRow & {
  readonly total: number
  readonly place: number | null
  readonly aggregated: readonly AggregationRow[] | null
} & { readonly [key in `sort_${number}`]?: SortValue }

/** The driver gives numbers of arbitrary precision as text; they sort as numbers either way. */
function toScalar(value: SortValue): Scalar | null {
  return value instanceof Date ? value.toISOString() : value
}
