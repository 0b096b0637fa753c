import { type MetricAggregation } from '@windvane/model'
import { type AggregationOf } from '../aggregation-of.ts'
import { type Column, type Columns } from '../columns.ts'
import { type Json, type JsonObject } from '../json.ts'

/** Figures over the rows `p` of a bucket. */
export type Figures = {
  /** What stands behind `FROM … p`; figures with the same joins are computed together. */
  readonly joins?: string
  /** SQL aggregates. */
  readonly values: readonly string[]
  /** Takes what they came to; without rows, nothing. */
  readonly toJson: (values: readonly Json[]) => JsonObject
}

export type MetricKind = Exclude<MetricAggregation['kind'], 'top_hits'>

export type MetricDefinition<Kind extends MetricKind> = {
  readonly kind: Kind
  readonly compute: (aggregation: AggregationOf<Kind>, columns: Columns) => Figures
}

export function defineMetric<Kind extends MetricKind>(
  definition: MetricDefinition<Kind>,
): MetricDefinition<Kind> {
  return Object.freeze(definition)
}

/** The numbers of a column; a column of something else has none. */
export function numbersOf({ form, sql }: Column): string {
  return form === 'float8' ? sql : 'NULL::float8'
}
