import { type FieldSort } from '@windvane/model'
import { type AggregationOf } from './aggregation-of.ts'
import { type AggregationStatement, type Scope } from './aggregation-statement.ts'
import { type Columns } from './columns.ts'
import { type Json, type JsonObject } from './json.ts'
import { readDocument } from './read-document.ts'
import { type Result } from './result.ts'

/** The first rows of each bucket: by score, or as they are told to be sorted, then by id. */
export function writeTopHits(
  statement: AggregationStatement,
  scope: Scope,
  { size, sort, source }: AggregationOf<'top_hits'>,
): (result: Result, bucket: number | undefined) => JsonObject {
  const { corpus, table } = statement.context
  const node = statement.nextNode()
  const { columns, from, key } = table
  const order = sort.map((by) => writeOrder(statement.columns, by))
  const isSorted = order.length > 0
  const ranked = `${isSorted ? order.join(', ') : 'p.score DESC'}, p.id::text COLLATE "C"`
  const shown = Math.max(size, 1)
  const names = key.map((name) => `p.${name}`).join(', ')
  statement.keepHits()
  statement.addCte(`h${node}`, () => writeRanked(scope, { names, ranked, shown }))
  const isSame = key.map((name) => `e.${name} = h.${name}`).join(' AND ')
  statement.addSelect(`SELECT ${node}, g.b, NULL::int, jsonb_build_array(g.best, d.hits), 0, g.total
    FROM (SELECT p.b, count(*)::int AS total, max(p.score) AS best FROM ${scope.rows} p GROUP BY p.b) g
    JOIN (SELECT h.b, jsonb_agg(jsonb_build_array(h.id, h.score, to_jsonb(c)) ORDER BY h.place) AS hits
      FROM h${node} h JOIN ${from} e ON ${isSame} CROSS JOIN LATERAL (SELECT ${columns}) c
      GROUP BY h.b) d ON d.b = g.b`)

  return (result, bucket) => {
    const [row] = result.find(node, bucket)
    const [best = null, hits = []] = row?.values ?? []
    const documents = Array.isArray(hits) ? hits.slice(0, size) : []
    return {
      hits: {
        total: { value: row?.total ?? 0, relation: 'eq' },
        max_score: isSorted ? null : best,
        hits: documents.map((found: Json) => {
          const [id = null, score = null, document = null] = Array.isArray(found) ? found : []
          return {
            _index: corpus,
            _id: id,
            _score: isSorted ? null : score,
            _source: readDocument(document, table, source),
          }
        }),
      },
    }
  }
}

type Ranking = { readonly names: string; readonly ranked: string; readonly shown: number }

/** At the top one short sort is enough. */
function writeRanked({ rows, most }: Scope, { names, ranked, shown }: Ranking): string {
  if (most === 1) {
    return `SELECT p.*, row_number() OVER () AS place FROM (
      SELECT p.b, ${names}, p.score FROM ${rows} p ORDER BY ${ranked} LIMIT ${shown}) p`
  }
  return `SELECT * FROM (
      SELECT p.b, ${names}, p.score,
        row_number() OVER (PARTITION BY p.b ORDER BY ${ranked}) AS place
      FROM ${rows} p) p
    WHERE p.place <= ${shown}`
}

/** Rows without a value last; of several values the first in the order counts. */
function writeOrder(columns: Columns, { field, order }: FieldSort): string {
  const { form, expression } = columns.read(field)
  const sql = columns.keep(expression)
  const pick = order === 'asc' ? 'min' : 'max'
  const value = form === 'text[]' ? `(SELECT ${pick}(v) FROM unnest(${sql}) AS v)` : sql
  return `${value} ${order === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`
}
