import { bounded } from '../bounded.ts'
import { defineMetric, numbersOf } from './define-metric.ts'
import { toFigure } from './to-figure.ts'

/** The mean of numbers; null without any. */
export const avg = defineMetric({
  kind: 'avg',
  compute: ({ field }, columns) => {
    const column = columns.field(field, 'float8')
    return {
      values: [`avg(${bounded(numbersOf(column))})`],
      toJson: ([value]) => toFigure('value', value, column),
    }
  },
})
