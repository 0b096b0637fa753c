import { defineMetric } from './define-metric.ts'

/** How many different values there are, exactly. */
export const cardinality = defineMetric({
  kind: 'cardinality',
  compute: ({ field }, columns) => {
    const { form, sql } = columns.field(field)
    const isList = form === 'text[]'
    return {
      ...(isList && { joins: `CROSS JOIN LATERAL unnest(${sql}) AS r(k)` }),
      values: [`count(DISTINCT ${isList ? 'r.k' : sql})`],
      toJson: ([value]) => ({ value: value ?? 0 }),
    }
  },
})
