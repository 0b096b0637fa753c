import { toIso } from '../to-iso.ts'
import { defineBuckets } from './define-buckets.ts'
import { splitRanges } from './split-ranges.ts'

/** One bucket per span of time. */
export const dateRange = defineBuckets({
  kind: 'date_range',
  split: (aggregation, columns) =>
    splitRanges(aggregation, columns, {
      form: 'float8',
      toBound: (name, bound) => ({ [name]: bound, [`${name}_as_string`]: toIso(Number(bound)) }),
    }),
})
