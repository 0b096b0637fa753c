import { type FieldSort } from '@windvane/model'
import { type AggregationOf } from './aggregation-of.ts'
import { type AggregationStatement, type Scope } from './aggregation-statement.ts'
import { type Column } from './columns.ts'
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
  const order = sort.map((by) => writeOrder(statement.columns.field(by.field), by))
  const isSorted = order.length > 0
  statement.keepHits()
  statement.addCte(
    `h${node}`,
    () => `SELECT p.b, ${key.map((name) => `p.${name}, `).join('')}p.score, count(*) OVER (PARTITION BY p.b) AS total,
      max(p.score) OVER (PARTITION BY p.b) AS best,
      row_number() OVER (PARTITION BY p.b
        ORDER BY ${isSorted ? order.join(', ') : 'p.score DESC'}, p.id::text COLLATE "C") AS place
    FROM ${scope.rows} p`,
  )
  const hit = 'jsonb_build_array(h.id, h.score, to_jsonb(d))'
  statement.addSelect(`SELECT ${node}, h.b, NULL::int,
      jsonb_build_array(max(h.best), jsonb_agg(${hit} ORDER BY h.place)), 0, max(h.total)::int
    FROM h${node} h JOIN ${from} e ON ${key.map((name) => `e.${name} = h.${name}`).join(' AND ')}
    CROSS JOIN LATERAL (SELECT ${columns}) d
    WHERE h.place <= ${Math.max(size, 1)} GROUP BY h.b`)

  return (result, bucket) => {
    const [row] = result.find(node, bucket)
    const [best = null, hits = []] = row?.values ?? []
    const shown = Array.isArray(hits) ? hits.slice(0, size) : []
    return {
      hits: {
        total: { value: row?.total ?? 0, relation: 'eq' },
        max_score: isSorted ? null : best,
        hits: shown.map((found: Json) => {
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

/** Rows without a value last; of several values the first in the order counts. */
function writeOrder({ form, sql }: Column, { order }: FieldSort): string {
  const pick = order === 'asc' ? 'min' : 'max'
  const value = form === 'text[]' ? `(SELECT ${pick}(v) FROM unnest(${sql}) AS v)` : sql
  return `${value} ${order === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`
}
