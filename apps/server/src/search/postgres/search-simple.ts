import { entityColumns, type EntityRow, toEntity } from '../../entity-rows/entity-row.ts'
import { sortExpression } from '../../entity-rows/sort-expression.ts'
import { defineVisibleStatement, type Viewer, visibleCondition } from '../../entity-rows/visible.ts'
import { type Queryable, type Statement } from '../../store/store.ts'
import { type SearchHits, type SimpleQuery, type Sort } from '../search-engine.ts'

/** reliability.md P28: the time a simple search may take. */
const budgetMs = 1_000

/** Up to this many hits are ranked here: a plan that only finds them starts twice as quickly. */
const fewHits = 50

/**
 * Runs a simple search. Most queries are for one indicator and have few hits, which one plain
 * statement finds; only when there are more, or another order is asked for, PostgreSQL ranks, counts
 * and cuts the page.
 */
export async function searchSimple(
  store: Queryable,
  viewer: Viewer,
  query: SimpleQuery,
): Promise<SearchHits> {
  const values = toValues(viewer, query)
  if (query.sort === undefined) {
    const hits = await store.query(findFew(viewer), values, { budgetMs })
    if (hits.length <= fewHits) return toPage(hits, query)
  }
  const statement = query.sort === undefined ? byRank(viewer) : sorted(viewer, query.sort)
  const rows = await store.query(statement, [...values, query.limit, query.offset], { budgetMs })
  return { total: rows[0]?.total ?? 0, entities: rows.filter(hasEntity).map(toEntity) }
}

/** `$1` audiences, `$2` to `$4` exact, `$5` tokens, `$6` address, `$7` `$8` minima. */
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
  ]
}

type RankedRow = EntityRow & { readonly rank: number; readonly score: number | null }

function toPage(rows: readonly RankedRow[], { limit, offset }: SimpleQuery): SearchHits {
  const ranked = rows.length > 1 ? rows.toSorted(compareRank) : rows
  return { total: rows.length, entities: ranked.slice(offset, offset + limit).map(toEntity) }
}

function compareRank(a: RankedRow, b: RankedRow): number {
  return (
    a.rank - b.rank ||
    (b.score ?? 0) - (a.score ?? 0) ||
    b.updated_at.getTime() - a.updated_at.getTime() ||
    (a.id < b.id ? -1 : 1)
  )
}

const isExact = `(e.value_key = ANY($2::bigint[]) AND e.value = ANY($3::text[])
    AND ($4::text[] IS NULL OR e.id = ANY($4::text[])))`

const holdsAddress = `(e.type = 'cidr' AND e.network >>= $6::inet)`

const rank = `CASE WHEN ${isExact} THEN 0 WHEN ${holdsAddress} THEN 1 ELSE 2 END`

/** A field scores the share of its tokens that was asked for; an entity its best field. */
const score = `(SELECT max(jsonb_array_length($5::jsonb -> 0)::float8 / jsonb_array_length(field))
    FROM jsonb_array_elements(e.tokens) AS field WHERE field @> ($5::jsonb -> 0))`

function hits(visible: string): string {
  return `FROM entities e WHERE ${visible} AND e.accuracy >= $7 AND e.reputation >= $8
    AND (${isExact} OR e.tokens @> $5::jsonb OR ${holdsAddress})`
}

const findFew = defineVisibleStatement<RankedRow>(
  'search-simple-few',
  (visible) => `SELECT ${entityColumns}, ${rank} AS rank,
    CASE WHEN ${rank} = 2 THEN ${score} END AS score ${hits(visible)} LIMIT ${fewHits + 1}`,
)

/** One row per entity of the page; a page without any is one row that only counts. */
type CountedRow = { readonly total: number } & (EntityRow | { readonly id: null })

function hasEntity(row: CountedRow): row is { readonly total: number } & EntityRow {
  return row.id !== null
}

/**
 * Beyond ten thousand hits, the window of contract.md 1.8, only the newest are shown, and scoring the
 * rest would cost without use.
 */
const byRank = defineVisibleStatement<CountedRow>('search-simple', (visible) =>
  writeCounted(
    visible,
    `h.rank, CASE WHEN h.rank < 2 OR c.total > 10000 THEN 0 ELSE (
        SELECT ${score} FROM entities e WHERE e.id = h.id AND e.audience = h.audience) END DESC,
      h.updated_at DESC`,
  ),
)

function sorted(viewer: Viewer, sort: Sort): Statement<CountedRow> {
  const order = `(SELECT ${sortExpression(sort.field)} FROM entities e
    WHERE e.id = h.id AND e.audience = h.audience) ${sort.order.toUpperCase()} NULLS LAST`
  return { text: writeCounted(visibleCondition(viewer), order) }
}

/** Finds all hits once, counts them and reads one page of them; `$9` limit, `$10` offset. */
function writeCounted(visible: string, order: string): string {
  return `WITH hits AS MATERIALIZED (
    SELECT e.id, e.audience, e.updated_at, ${rank} AS rank ${hits(visible)}),
  counted AS (SELECT count(*)::int AS total FROM hits),
  page AS (SELECT p.*, row_number() OVER () AS place FROM (
    SELECT h.id, h.audience FROM hits h CROSS JOIN counted c
    ORDER BY ${order}, h.id COLLATE "C" LIMIT $9 OFFSET $10) p)
  SELECT counted.total, ${entityColumns}
  FROM counted
  LEFT JOIN (page JOIN entities e USING (id, audience)) ON true
  ORDER BY page.place`
}
