import { defineMetric, numbersOf } from './define-metric.ts'
import { toDecimal } from './to-decimal.ts'
import { toFigure } from './to-figure.ts'

/**
 * The values below which so many percent of numbers lie, interpolated between the two nearest. This
 * is exact; OpenSearch's t-digest estimates, and puts a number in the middle of its share instead of
 * at its end: of 1, 2, 3, 4 the 25th is 1.75 here and 1.5 there. Where numbers repeat, as
 * reputations do, or are many, both come to the same.
 */
export const percentiles = defineMetric({
  kind: 'percentiles',
  compute: ({ field, percents }, columns) => {
    const column = columns.field(field, 'float8')
    const shares = columns.parameters.add(percents.map((percent) => percent / 100))
    const number = numbersOf(column)
    return {
      values: [`to_jsonb(percentile_cont(${shares}::float8[]) WITHIN GROUP (ORDER BY ${number}))`],
      toJson: ([found]) => {
        const values = Array.isArray(found) ? found : []
        const figures = percents.map((percent, index) =>
          toFigure(toDecimal(percent), values[index], column),
        )
        return { values: Object.assign({}, ...figures) }
      },
    }
  },
})
