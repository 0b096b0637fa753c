import { defineMetric } from './define-metric.ts'
import { readMoments, selectMoments, toStats } from './moments.ts'

/** Count, least, greatest, mean and sum of numbers. */
export const stats = defineMetric({
  kind: 'stats',
  compute: ({ field }, columns) => {
    const column = columns.field(field, 'float8')
    return {
      values: selectMoments(column),
      toJson: (values) => toStats(readMoments(values), column),
    }
  },
})
