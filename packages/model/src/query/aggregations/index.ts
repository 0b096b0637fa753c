import { avg } from './avg.ts'
import { cardinality } from './cardinality.ts'
import { dateHistogram } from './date-histogram.ts'
import { dateRange } from './date-range.ts'
import { type AggregationDefinition } from './define-aggregation.ts'
import { extendedStats } from './extended-stats.ts'
import { filter } from './filter.ts'
import { filters } from './filters.ts'
import { histogram } from './histogram.ts'
import { ipRange } from './ip-range.ts'
import { max } from './max.ts'
import { min } from './min.ts'
import { multiTerms } from './multi-terms.ts'
import { percentileRanks } from './percentile-ranks.ts'
import { percentiles } from './percentiles.ts'
import { range } from './range.ts'
import { stats } from './stats.ts'
import { sum } from './sum.ts'
import { terms } from './terms.ts'
import { topHits } from './top-hits.ts'
import { valueCount } from './value-count.ts'

/** Every aggregation (contract.md 4.2). */
export const aggregations: readonly AggregationDefinition[] = Object.freeze([
  terms,
  multiTerms,
  range,
  dateRange,
  ipRange,
  histogram,
  dateHistogram,
  filter,
  filters,
  avg,
  sum,
  min,
  max,
  valueCount,
  cardinality,
  stats,
  extendedStats,
  percentiles,
  percentileRanks,
  topHits,
])
