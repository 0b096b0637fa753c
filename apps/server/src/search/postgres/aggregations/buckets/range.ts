import { defineBuckets } from './define-buckets.ts'
import { splitRanges } from './split-ranges.ts'

/** One bucket per range of numbers. */
export const range = defineBuckets({
  kind: 'range',
  split: (aggregation, columns) =>
    splitRanges(aggregation, columns, {
      form: 'float8',
      toBound: (name, bound) => ({ [name]: bound }),
    }),
})
