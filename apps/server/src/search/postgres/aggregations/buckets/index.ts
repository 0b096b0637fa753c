import { type BucketAggregation } from '@windvane/model'
import { dateHistogram } from './date-histogram.ts'
import { dateRange } from './date-range.ts'
import { type BucketDefinition } from './define-buckets.ts'
import { filter } from './filter.ts'
import { filters } from './filters.ts'
import { histogram } from './histogram.ts'
import { ipRange } from './ip-range.ts'
import { multiTerms } from './multi-terms.ts'
import { range } from './range.ts'
import { terms } from './terms.ts'

/** Every aggregation that splits the rows. */
export const buckets: {
  readonly [Kind in BucketAggregation['kind']]: BucketDefinition<Kind>
} = Object.freeze({
  terms,
  multi_terms: multiTerms,
  range,
  date_range: dateRange,
  ip_range: ipRange,
  histogram,
  date_histogram: dateHistogram,
  filter,
  filters,
})
