import { defineMetric, numbersOf } from './define-metric.ts'
import { toFigure } from './to-figure.ts'

/** The greatest of numbers; null without any. */
export const max = defineMetric({
  kind: 'max',
  compute: ({ field }, columns) => {
    const column = columns.field(field, 'float8')
    return {
      values: [`max(${numbersOf(column)})`],
      toJson: ([value]) => toFigure('value', value, column),
    }
  },
})
