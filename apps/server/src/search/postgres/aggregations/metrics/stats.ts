import { defineMetric, numbersOf } from './define-metric.ts'
import { readMoments, selectMoments, toStats } from './moments.ts'

/** Count, least, greatest, mean and sum of numbers. */
export const stats = defineMetric({
  kind: 'stats',
  compute: ({ field }, columns) => {
    const column = columns.read(field, 'float8')
    return {
      values: selectMoments(columns.keep(numbersOf(column))),
      toJson: (values) => toStats(readMoments(values), column),
    }
  },
})
