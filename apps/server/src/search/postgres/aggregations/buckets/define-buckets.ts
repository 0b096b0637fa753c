import { type BucketAggregation } from '@windvane/model'
import { type AggregationOf } from '../aggregation-of.ts'
import { type Columns } from '../columns.ts'
import { type Json, type JsonObject } from '../json.ts'

/** How the rows `p` of a scope fall into buckets; a row may fall into several, or none. */
export type Split = {
  /** What stands behind `FROM … p`: one row per bucket of a row. */
  readonly joins?: string
  /** Rows without one of these have no bucket. */
  readonly keys: readonly string[]
  readonly where?: string
  readonly minDocCount: number
  /** The fullest so many per parent, the smaller key first; absent: all, by key. */
  readonly size?: number
  readonly toJson: (buckets: Buckets) => JsonObject
}

export type Bucket = {
  readonly keys: readonly Json[]
  readonly count: number
  readonly aggs: JsonObject
}

export type Buckets = {
  readonly found: readonly Bucket[]
  /** How many rows are in all buckets of this parent, found or cut off. */
  readonly total: number
  /** The aggregations of a bucket without rows. */
  readonly empty: () => JsonObject
  /** Throws 400 when the reply would have too many buckets. */
  readonly allow: (more: number) => void
}

export type BucketDefinition<Kind extends BucketAggregation['kind']> = {
  readonly kind: Kind
  readonly split: (aggregation: AggregationOf<Kind>, columns: Columns) => Split
}

export function defineBuckets<Kind extends BucketAggregation['kind']>(
  definition: BucketDefinition<Kind>,
): BucketDefinition<Kind> {
  return Object.freeze(definition)
}
