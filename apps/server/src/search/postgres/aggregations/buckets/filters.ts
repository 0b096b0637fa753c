import { defineBuckets } from './define-buckets.ts'

/** One bucket per query, by its name. */
export const filters = defineBuckets({
  kind: 'filters',
  split: ({ queries }, columns) => {
    const rows = queries.map(([, query], index) => `(${index}, ${columns.condition(query)})`)
    return {
      joins: `CROSS JOIN LATERAL (VALUES ${rows.join(', ')}) AS r(k, is_hit)`,
      keys: ['r.k'],
      where: 'r.is_hit',
      minDocCount: 1,
      toJson: ({ found, empty, allow }) => {
        allow(queries.length)
        const byKey = new Map(found.map((bucket) => [bucket.keys[0], bucket]))
        const named = queries.map(([name], index) => {
          const { count, aggs } = byKey.get(index) ?? { count: 0, aggs: empty() }
          return [name, { doc_count: count, ...aggs }] as const
        })
        return { buckets: Object.fromEntries(named) }
      },
    }
  },
})
