import { type Aggregation, type Aggregations, type BucketAggregation } from '@windvane/model'
import { type AggregationStatement, type Scope } from './aggregation-statement.ts'
import { type BucketDefinition, type Split } from './buckets/define-buckets.ts'
import { buckets } from './buckets/index.ts'
import { type Json, type JsonObject } from './json.ts'
import { type Figures, type MetricDefinition, type MetricKind } from './metrics/define-metric.ts'
import { metrics } from './metrics/index.ts'
import { type Result } from './result.ts'
import { writeTopHits } from './top-hits.ts'
import { writeBuckets } from './write-buckets.ts'

/** Makes the JSON of one bucket; `undefined` is a bucket without rows. */
export type ReadBucket = (result: Result, bucket: number | undefined) => JsonObject

/** Writes the aggregations of one level, with all below, and tells how to read what they give. */
export function compileLevel(
  statement: AggregationStatement,
  scope: Scope,
  aggregations: Aggregations,
): ReadBucket {
  const figures = new FiguresByJoin()
  const readers = [...aggregations].map(
    ([name, aggregation]) =>
      [name, compileOne(statement, { scope, figures }, aggregation)] as const,
  )
  figures.write(statement, scope)
  return (result, bucket) =>
    Object.fromEntries(readers.map(([name, read]) => [name, read(result, bucket)]))
}

type Level = { readonly scope: Scope; readonly figures: FiguresByJoin }

function compileOne(
  statement: AggregationStatement,
  { scope, figures }: Level,
  aggregation: Aggregation,
): ReadBucket {
  if (aggregation.kind === 'top_hits') return writeTopHits(statement, scope, aggregation)
  if ('aggs' in aggregation) return compileBuckets(statement, scope, aggregation)
  // The list pairs every kind with its definition, which the compiler cannot see through a look-up.
  const definition = metrics[aggregation.kind] as MetricDefinition<MetricKind>
  return figures.add(definition.compute(aggregation, statement.columns))
}

function compileBuckets(
  statement: AggregationStatement,
  scope: Scope,
  aggregation: BucketAggregation,
): ReadBucket {
  // As for metrics.
  const definition = buckets[aggregation.kind] as BucketDefinition<BucketAggregation['kind']>
  const split = definition.split(aggregation, statement.columns)
  const { node, enter } = writeBuckets(statement, scope, split)
  const readInside =
    aggregation.aggs.size === 0 ? readNothing : compileLevel(statement, enter(), aggregation.aggs)
  return (result, bucket) => readBuckets(result, { node, bucket, split, readInside })
}

function readNothing(): JsonObject {
  return {}
}

type BucketsReading = {
  readonly node: number
  readonly bucket: number | undefined
  readonly split: Split
  readonly readInside: ReadBucket
}

function readBuckets(
  result: Result,
  { node, bucket, split, readInside }: BucketsReading,
): JsonObject {
  const rows = result.find(node, bucket)
  return split.toJson({
    found: rows.map((row) => ({
      keys: row.values,
      count: row.count,
      aggs: readInside(result, row.bucket ?? undefined),
    })),
    total: rows[0]?.total ?? 0,
    empty: () => readInside(result, undefined),
    allow: (more) => result.allow(more),
  })
}

/** The figures of one level: those over the same rows are one SELECT. */
class FiguresByJoin {
  readonly #groups = new Map<string, FiguresGroup>()

  add({ joins = '', values, toJson }: Figures): ReadBucket {
    const group = this.#groups.get(joins) ?? { node: 0, values: [] }
    this.#groups.set(joins, group)
    const first = group.values.length
    group.values.push(...values)
    return (result, bucket) => {
      const found: readonly Json[] = result.find(group.node, bucket)[0]?.values ?? []
      return toJson(found.slice(first, first + values.length))
    }
  }

  write(statement: AggregationStatement, scope: Scope): void {
    for (const [joins, group] of this.#groups) {
      group.node = statement.nextNode()
      statement.addSelect(`SELECT ${group.node}, p.b, NULL::int,
        jsonb_build_array(${group.values.join(', ')}), 0, 0
      FROM ${scope.rows} p ${joins} GROUP BY p.b`)
    }
  }
}

type FiguresGroup = { node: number; readonly values: string[] }
