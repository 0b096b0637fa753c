import { defineMetric } from './define-metric.ts'

/** How many values there are, of a field with several all of them. */
export const valueCount = defineMetric({
  kind: 'value_count',
  compute: ({ field }, columns) => {
    const { form, sql } = columns.field(field)
    return {
      values: [form === 'text[]' ? `sum(cardinality(${sql}))` : `count(${sql})`],
      toJson: ([value]) => ({ value: value ?? 0 }),
    }
  },
})
