import { type Field } from './field.ts'
import { type Query, type Scalar } from './query.ts'
import { type Source } from '../source-filter.ts'

/** Aggregations by the names that the request gave them. */
export type Aggregations = ReadonlyMap<string, Aggregation>

/** What is counted or computed over the hits; `field` is absent where no record has the field. */
export type Aggregation = BucketAggregation | MetricAggregation

/** One that splits the hits, each part with aggregations of its own. */
export type BucketAggregation = { readonly aggs: Aggregations } & (
  | {
      readonly kind: 'terms'
      readonly field?: Field
      readonly size: number
      readonly missing?: Scalar
      readonly minDocCount: number
    }
  | {
      readonly kind: 'multi_terms'
      readonly fields: readonly (Field | undefined)[]
      readonly size: number
      readonly minDocCount: number
    }
  | {
      readonly kind: 'range' | 'date_range' | 'ip_range'
      readonly field?: Field
      readonly ranges: readonly Range[]
    }
  | {
      readonly kind: 'histogram'
      readonly field?: Field
      readonly interval: number
      readonly offset: number
      readonly minDocCount: number
    }
  | {
      readonly kind: 'date_histogram'
      readonly field?: Field
      readonly interval: DateInterval
      readonly minDocCount: number
    }
  | { readonly kind: 'filter'; readonly query: Query }
  | {
      readonly kind: 'filters'
      readonly queries: readonly (readonly [name: string, query: Query])[]
    }
)

/** From inclusive, to exclusive; `key` names the bucket, and always does. */
export type Range = { readonly key: string; readonly from?: Scalar; readonly to?: Scalar }

/** Calendar units are those of UTC, weeks begin on Monday. */
export type DateInterval =
  | {
      readonly calendar:
        | 'second'
        | 'minute'
        | 'hour'
        | 'day'
        | 'week'
        | 'month'
        | 'quarter'
        | 'year'
    }
  | { readonly fixedMs: number }

/** One that computes figures. */
export type MetricAggregation =
  | {
      readonly kind: 'avg' | 'sum' | 'min' | 'max' | 'value_count' | 'cardinality' | 'stats'
      readonly field?: Field
    }
  | { readonly kind: 'extended_stats'; readonly field?: Field; readonly sigma: number }
  | { readonly kind: 'percentiles'; readonly field?: Field; readonly percents: readonly number[] }
  | {
      readonly kind: 'percentile_ranks'
      readonly field?: Field
      readonly values: readonly number[]
    }
  | {
      readonly kind: 'top_hits'
      readonly size: number
      readonly source: Source
      readonly sort: readonly FieldSort[]
    }

/** A field to sort by; ties go by id. */
export type FieldSort = { readonly field: Field; readonly order: 'asc' | 'desc' }
