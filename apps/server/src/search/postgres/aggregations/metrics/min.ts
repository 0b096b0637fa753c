import { defineMetric, numbersOf } from './define-metric.ts'
import { toFigure } from './to-figure.ts'

/** The least of numbers; null without any. */
export const min = defineMetric({
  kind: 'min',
  compute: ({ field }, columns) => {
    const column = columns.field(field, 'float8')
    return {
      values: [`min(${numbersOf(column)})`],
      toJson: ([value]) => toFigure('value', value, column),
    }
  },
})
