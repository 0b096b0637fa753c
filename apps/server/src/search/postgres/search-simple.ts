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
  if (query.sort === undefined) {
    const shape = { hasAddress: query.address !== undefined, hasExact: query.exact !== undefined }
    const hits = await store.query(findFew(shape)(viewer), toValues(query, viewer, shape), {
      budgetMs,
    })
    if (hits.length <= fewHits) return toPage(hits, query)
  }
  const statement = query.sort === undefined ? byRank(viewer) : sorted(viewer, query.sort)
  const values = [...toValues(query, viewer, anyShape), query.limit, query.offset]
  const rows = await store.query(statement, values, { budgetMs })
  return { total: rows[0]?.total ?? 0, entities: rows.filter(hasEntity).map(toEntity) }
}

/** What a statement looks for besides tokens: each kind costs an index scan. */
export type Shape = { readonly hasAddress: boolean; readonly hasExact: boolean }

export const anyShape: Shape = { hasAddress: true, hasExact: true }

/** `$1` audiences, `$2` `$3` minima, `$4` tokens, `$5` values, then what the shape has. */
export function toValues(query: SimpleQuery, viewer: Viewer, shape: Shape): readonly unknown[] {
  return [
    viewer.audiences,
    query.minimumAccuracy,
    query.minimumReputation,
    query.tokens.length === 0 ? null : JSON.stringify([query.tokens]),
    query.values,
    ...(shape.hasAddress ? [query.address ?? null] : []),
    ...(shape.hasExact ? [query.exact?.valueKeys ?? null, query.exact?.ids ?? null] : []),
  ]
}

/** The tokens come only where a score may be needed. */
type FoundRow = EntityRow & {
  readonly rank: number
  readonly tokens: readonly (readonly string[])[] | null
}

function toPage(rows: readonly FoundRow[], query: SimpleQuery): SearchHits {
  const { limit, offset, tokens } = query
  const ranked = rows.length > 1 ? rankRows(rows, tokens) : rows
  return { total: rows.length, entities: ranked.slice(offset, offset + limit).map(toEntity) }
}

/** In the order of `byRank`. */
function rankRows(rows: readonly FoundRow[], asked: readonly string[]): readonly FoundRow[] {
  const scored = rows.map((row) => ({ row, score: row.rank < 2 ? 0 : scoreOf(row, asked) }))
  scored.sort(
    (a, b) =>
      a.row.rank - b.row.rank ||
      b.score - a.score ||
      b.row.updated_at.getTime() - a.row.updated_at.getTime() ||
      (a.row.id < b.row.id ? -1 : 1),
  )
  return scored.map(({ row }) => row)
}

/** A field scores the share of its tokens that was asked for; an entity its best field. */
function scoreOf({ tokens }: FoundRow, asked: readonly string[]): number {
  const fields = tokens?.filter((field) => asked.every((token) => field.includes(token))) ?? []
  return Math.max(0, ...fields.map((field) => asked.length / field.length))
}

const holdsAddress = `(e.type = 'cidr' AND e.network >>= $6::inet)`

/** Without ids every entity of one of the values is exact. */
function isExact({ hasAddress, hasExact }: Shape): string {
  if (!hasExact) return `e.value = ANY($5::text[])`
  const ids = hasAddress ? '$8' : '$7'
  return `(e.value = ANY($5::text[]) AND (${ids}::text[] IS NULL OR e.id = ANY(${ids}::text[])))`
}

function rank(shape: Shape): string {
  const holds = shape.hasAddress ? `WHEN ${holdsAddress} THEN 1` : ''
  return `CASE WHEN ${isExact(shape)} THEN 0 ${holds} ELSE 2 END`
}

/**
 * What finds the hits, of table `entities` as `e`; a further condition may follow by AND. A sum is not
 * in the index on reputation, which a plan for all values would read as a whole.
 */
export function hits(visible: string, shape: Shape): string {
  const keys = shape.hasAddress ? '$7' : '$6'
  const exact = `OR (e.value_key = ANY(${keys}::bigint[]) AND ${isExact(shape)})`
  return `FROM entities e WHERE ${visible} AND e.accuracy >= $2 AND e.reputation + 0 >= $3
    AND (e.tokens @> $4::jsonb ${shape.hasExact ? exact : ''}
      ${shape.hasAddress ? `OR ${holdsAddress}` : ''})`
}

type DefinedStatement = (viewer: Viewer) => Statement<FoundRow>

function findFew({ hasAddress, hasExact }: Shape): DefinedStatement {
  if (hasAddress) return hasExact ? few.addressAndExact : few.address
  return hasExact ? few.exact : few.plain
}

const few = {
  plain: defineFew('', { hasAddress: false, hasExact: false }),
  exact: defineFew('-exact', { hasAddress: false, hasExact: true }),
  address: defineFew('-address', { hasAddress: true, hasExact: false }),
  addressAndExact: defineFew('-address-exact', anyShape),
}

function defineFew(suffix: string, shape: Shape): DefinedStatement {
  return defineVisibleStatement<FoundRow>(
    `search-few${suffix}`,
    (visible) => `SELECT ${entityColumns}, ${rank(shape)} AS rank,
      CASE WHEN ${isExact(shape)} THEN NULL ELSE e.tokens END AS tokens
      ${hits(visible, shape)} LIMIT ${fewHits + 1}`,
  )
}

/** One row per entity of the page; a page without any is one row that only counts. */
type CountedRow = { readonly total: number } & (EntityRow | { readonly id: null })

function hasEntity(row: CountedRow): row is { readonly total: number } & EntityRow {
  return row.id !== null
}

/** The same score as `scoreOf`. */
const score = `(SELECT max(jsonb_array_length($4::jsonb -> 0)::float8 / jsonb_array_length(field))
    FROM jsonb_array_elements(e.tokens) AS field WHERE field @> ($4::jsonb -> 0))`

/**
 * Beyond ten thousand hits, the window of contract.md 1.8, only the newest are shown, and scoring the
 * rest would cost without use.
 */
const byRank = defineVisibleStatement<CountedRow>('search-many', (visible) =>
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
    SELECT e.id, e.audience, e.updated_at, ${rank(anyShape)} AS rank ${hits(visible, anyShape)}),
  counted AS (SELECT count(*)::int AS total FROM hits),
  page AS (SELECT p.*, row_number() OVER () AS place FROM (
    SELECT h.id, h.audience FROM hits h CROSS JOIN counted c
    ORDER BY ${order}, h.id COLLATE "C" LIMIT $9 OFFSET $10) p)
  SELECT counted.total, ${entityColumns}
  FROM counted
  LEFT JOIN (page JOIN entities e USING (id, audience)) ON true
  ORDER BY page.place`
}
