import { type PagedRequest } from '../search-engine.ts'
import {
  compileAggregations,
  type CompiledAggregations,
} from './aggregations/compile-aggregations.ts'
import { compileCondition } from './compile-query.ts'
import { compileScore } from './compile-score.ts'
import { fieldSql } from './field-sql.ts'
import { Parameters } from './parameters.ts'
import { type RecordTable } from './record-table.ts'
import { scoreEffort } from './score-effort.ts'
import { type SortKey } from './sort-keys.ts'
import { writeAfter } from './write-after.ts'

/** Beyond so many hits, the window of contract.md 1.8, scoring all would cost without use. */
const maxScored = 10_000

/** Hits times the values that each is compared with: about a second on the embedded store. */
const maxCompared = 1_000_000

/** Of fewer hits no score is worked out: writing down what to compare with would hold everybody up. */
const fewestScored = 100

export type WrittenSearch = {
  readonly text: string
  readonly values: readonly unknown[]
  /** Absent where the request had none. */
  readonly readAggregations: CompiledAggregations['read'] | undefined
}

/**
 * The statement of a search. `matched` has all visible rows that match; it is made once, counted, put in
 * order, and one page of it read. What else is computed over the hits selects from `matched`.
 */
export function writeSearch(
  request: PagedRequest,
  table: RecordTable,
  keys: readonly SortKey[],
): WrittenSearch {
  const { query, corpus, aggs } = request
  const parameters = new Parameters([table.viewer])
  const condition = compileCondition(query, corpus, parameters)
  const score = () => compileScore(query, corpus, parameters)
  const aggregations =
    aggs.size === 0 ? undefined : compileAggregations(aggs, { corpus, table, parameters, score })
  const text = `WITH matched AS MATERIALIZED (
      SELECT ${writeColumns(request, table, keys)}${aggregations?.columns ?? ''}
      FROM ${table.from} e WHERE ${table.visible} AND (${condition})),
    counted AS (SELECT count(*)::int AS total FROM matched),
    page AS (${request.limit === 0 ? noPage(table, keys) : writePage(request, table, { keys, parameters })}),
    aggregated AS (${aggregations ? writeAggregated(aggregations) : noAggregations})
    SELECT counted.total, page.place, ${sortColumns(keys)}, ${table.columns},
      CASE WHEN page.place > 1 THEN NULL ELSE (SELECT rows FROM aggregated) END AS aggregated
    FROM counted LEFT JOIN (page JOIN ${table.from} e USING (${table.key.join(', ')})) ON true
    ORDER BY page.place`
  return { text, values: parameters.values, readAggregations: aggregations?.read }
}

/** All rows as one value, which comes with the first row of the page alone. */
function writeAggregated({ sql }: CompiledAggregations): string {
  return `SELECT jsonb_agg(to_jsonb(a)) AS rows FROM (${sql}) a`
}

const noAggregations = 'SELECT NULL::jsonb AS rows'

function writeColumns(
  { corpus, collapse }: PagedRequest,
  table: RecordTable,
  keys: readonly SortKey[],
): string {
  const sorted = keys.flatMap(({ expression }, place) =>
    expression === undefined ? [] : [`${expression} AS sort_${place}`],
  )
  const collapsed = collapse ? [`${fieldSql(collapse, corpus).expression} AS collapsed`] : []
  return [...table.key.map((name) => `e.${name}`), ...sorted, ...collapsed].join(', ')
}

type PageParts = { readonly keys: readonly SortKey[]; readonly parameters: Parameters }

function writePage(
  request: PagedRequest,
  table: RecordTable,
  { keys, parameters }: PageParts,
): string {
  const { searchAfter, collapse } = request
  const order = keys.map(({ order }, place) => `sort_${place} ${order} NULLS LAST`).join(', ')
  const isFirst = keys[0]?.expression === undefined
  const ranked = isFirst
    ? `(SELECT m.*, ${writeScore(request, table, parameters)} AS sort_0
        FROM matched m CROSS JOIN counted c)`
    : 'matched'
  const collapsed = collapse
    ? `(SELECT * FROM (SELECT r.*, row_number() OVER (PARTITION BY r.collapsed ORDER BY ${order}) AS nth
        FROM ${ranked} r) n WHERE n.nth = 1)`
    : ranked
  const after = searchAfter ? `WHERE ${writeAfter(searchAfter, keys, parameters)}` : ''
  const cut = `LIMIT ${parameters.add(request.limit)} OFFSET ${parameters.add(request.offset)}`
  return `SELECT p.*, row_number() OVER (ORDER BY ${order}) AS place
    FROM (SELECT * FROM ${collapsed} r ${after} ORDER BY ${order} ${cut}) p`
}

function writeScore(
  { query, corpus }: PagedRequest,
  { from, key }: RecordTable,
  parameters: Parameters,
): string {
  const affordable = Math.floor(maxCompared / Math.max(1, scoreEffort(query)))
  if (affordable < fewestScored) return '0::float8'
  const isSame = key.map((name) => `e.${name} = m.${name}`).join(' AND ')
  return `CASE WHEN c.total > ${Math.min(maxScored, affordable)} THEN 0::float8 ELSE
    (SELECT ${compileScore(query, corpus, parameters)} FROM ${from} e WHERE ${isSame}) END`
}

function noPage({ key }: RecordTable, keys: readonly SortKey[]): string {
  const columns = keys.map((_key, place) => `NULL AS sort_${place}`)
  return `SELECT ${key.join(', ')}, ${columns.join(', ')}, NULL::bigint AS place FROM matched LIMIT 0`
}

function sortColumns(keys: readonly SortKey[]): string {
  return keys
    .map(({ type }, place) => `page.sort_${place}${readable(type)} AS sort_${place}`)
    .join(', ')
}

/** As the driver hands over what an answer shows. */
function readable(type: SortKey['type']): string {
  if (type === 'numeric') return '::float8'
  return type === 'inet' ? '::text' : ''
}
