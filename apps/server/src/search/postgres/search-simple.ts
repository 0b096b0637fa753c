import { entityColumns, type EntityRow, toEntity } from '../../entities/entity-row.ts'
import { defineVisibleStatement, type Viewer, visibleCondition } from '../../entities/visible.ts'
import { type Queryable, type Statement } from '../../store/store.ts'
import { type SearchHits, type SimpleQuery, type Sort } from '../search-engine.ts'
import { sortExpression } from '../../entities/sort-expression.ts'

/** reliability.md P28: the time a simple search may take. */
const budgetMs = 1_000

/** Runs one simple search as one statement: hits, their number and the page. */
export async function searchSimple(
  store: Queryable,
  viewer: Viewer,
  query: SimpleQuery,
): Promise<SearchHits> {
  const rows = await store.query(chooseStatement(viewer, query.sort), toValues(viewer, query), {
    budgetMs,
  })
  return { total: rows[0]?.total ?? 0, entities: rows.filter(hasEntity).map(toEntity) }
}

/** One row per entity of the page; a page without any is one row that only counts. */
type HitRow = { readonly total: number } & (EntityRow | { readonly id: null })

function hasEntity(row: HitRow): row is { readonly total: number } & EntityRow {
  return row.id !== null
}

function chooseStatement(viewer: Viewer, sort: Sort | undefined): Statement<HitRow> {
  if (sort === undefined) return byRank(viewer)
  const order = `${sortExpression(sort.field)} ${sort.order.toUpperCase()} NULLS LAST`
  return { text: write(visibleCondition(viewer), sortedPage(order)) }
}

function toValues(viewer: Viewer, query: SimpleQuery): readonly unknown[] {
  return [
    viewer.audiences,
    query.valueKeys,
    query.values,
    query.ids ?? null,
    query.tokens.length === 0 ? null : JSON.stringify([query.tokens]),
    query.address ?? null,
    query.minimumAccuracy,
    query.minimumReputation,
    query.limit,
    query.offset,
  ]
}

const isExact = `(e.value_key = ANY($2::bigint[]) AND e.value = ANY($3::text[])
    AND ($4::text[] IS NULL OR e.id = ANY($4::text[])))`

const holdsAddress = `(e.type = 'cidr' AND e.network >>= $6::inet)`

/**
 * A field scores the share of its tokens that was asked for. Beyond ten thousand hits, the window of
 * contract.md 1.8, only the newest are shown and scoring the rest would cost without use.
 */
const score = `CASE WHEN h.rank < 2 OR c.total > 10000 THEN 0 ELSE (
        SELECT max(jsonb_array_length($5::jsonb -> 0)::float8 / jsonb_array_length(field))
        FROM entities e, jsonb_array_elements(e.tokens) AS field
        WHERE e.id = h.id AND e.audience = h.audience AND field @> ($5::jsonb -> 0)) END`

const rankedPage = `SELECT h.id, h.audience FROM hits h CROSS JOIN counted c
      ORDER BY h.rank, ${score} DESC, h.updated_at DESC, h.id COLLATE "C"`

function sortedPage(order: string): string {
  return `SELECT h.id, h.audience FROM hits h JOIN entities e USING (id, audience)
      ORDER BY ${order}, h.id COLLATE "C"`
}

/** `$1` audiences, `$2` to `$4` exact, `$5` tokens, `$6` address, `$7` `$8` minima, `$9` `$10` page. */
function write(visible: string, page: string): string {
  return `WITH hits AS MATERIALIZED (
    SELECT e.id, e.audience, e.updated_at,
      CASE WHEN ${isExact} THEN 0 WHEN ${holdsAddress} THEN 1 ELSE 2 END AS rank
    FROM entities e
    WHERE ${visible} AND e.accuracy >= $7 AND e.reputation >= $8
      AND (${isExact} OR e.tokens @> $5::jsonb OR ${holdsAddress})),
  counted AS (SELECT count(*)::int AS total FROM hits),
  page AS (SELECT p.*, row_number() OVER () AS place FROM (
    ${page} LIMIT $9 OFFSET $10) p)
  SELECT counted.total, ${entityColumns}
  FROM counted
  LEFT JOIN (page JOIN entities e USING (id, audience)) ON true
  ORDER BY page.place`
}

const byRank = defineVisibleStatement<HitRow>('search-simple', (visible) =>
  write(visible, rankedPage),
)
