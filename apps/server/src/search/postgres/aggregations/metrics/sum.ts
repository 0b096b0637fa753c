import { bounded } from '../bounded.ts'
import { defineMetric, numbersOf } from './define-metric.ts'
import { toFigure } from './to-figure.ts'

/** The sum of numbers; 0 without any. */
export const sum = defineMetric({
  kind: 'sum',
  compute: ({ field }, columns) => {
    const column = columns.field(field, 'float8')
    return {
      values: [`sum(${bounded(numbersOf(column))})`],
      toJson: ([value]) => toFigure('value', value ?? 0, column),
    }
  },
})
