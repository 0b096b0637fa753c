import { defineBuckets } from './define-buckets.ts'
import { splitRanges } from './split-ranges.ts'

/** One bucket per range of addresses. */
export const ipRange = defineBuckets({
  kind: 'ip_range',
  split: (aggregation, columns) =>
    splitRanges(aggregation, columns, {
      form: 'inet',
      toBound: (name, bound) => ({ [name]: bound }),
    }),
})
