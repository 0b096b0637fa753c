import { defineMetric, numbersOf } from './define-metric.ts'
import { toDecimal } from './to-decimal.ts'

/** How many percent of numbers lie below each of some values; those equal to it count half. */
export const percentileRanks = defineMetric({
  kind: 'percentile_ranks',
  compute: ({ field, values }, columns) => {
    const column = columns.field(field, 'float8')
    const number = numbersOf(column)
    const ranks = values.map((value) => {
      const place = `${columns.parameters.add(value)}::float8`
      const below = `count(*) FILTER (WHERE ${number} < ${place})`
      const upTo = `count(*) FILTER (WHERE ${number} <= ${place})`
      return `50.0 * (${below} + ${upTo}) / nullif(count(${number}), 0)`
    })
    return {
      values: ranks.map((rank) => `(${rank})::float8`),
      toJson: (found) => ({
        values: Object.assign(
          {},
          ...values.map((value, index) => ({ [toDecimal(value)]: found[index] ?? null })),
        ),
      }),
    }
  },
})
