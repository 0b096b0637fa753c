import { defineMetric } from './define-metric.ts'

/** How many different values there are, exactly. */
export const cardinality = defineMetric({
  kind: 'cardinality',
  compute: ({ field }, columns) => {
    const { form, expression } = columns.read(field)
    const sql = columns.keep(expression)
    const isList = form === 'text[]'
    return {
      ...(isList && { joins: `CROSS JOIN LATERAL unnest(${sql}) AS r(k)` }),
      values: [`count(DISTINCT ${isList ? 'r.k' : sql})`],
      toJson: ([value]) => ({ value: value ?? 0 }),
    }
  },
})
