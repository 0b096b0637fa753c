import { avg } from './avg.ts'
import { cardinality } from './cardinality.ts'
import { type MetricDefinition, type MetricKind } from './define-metric.ts'
import { extendedStats } from './extended-stats.ts'
import { max } from './max.ts'
import { min } from './min.ts'
import { percentileRanks } from './percentile-ranks.ts'
import { percentiles } from './percentiles.ts'
import { stats } from './stats.ts'
import { sum } from './sum.ts'
import { valueCount } from './value-count.ts'

/** Every aggregation that computes figures. */
export const metrics: { readonly [Kind in MetricKind]: MetricDefinition<Kind> } = Object.freeze({
  avg,
  sum,
  min,
  max,
  value_count: valueCount,
  cardinality,
  stats,
  extended_stats: extendedStats,
  percentiles,
  percentile_ranks: percentileRanks,
})
