import { defineBuckets } from './define-buckets.ts'

/** The rows that a query matches, as one bucket. */
export const filter = defineBuckets({
  kind: 'filter',
  split: ({ query }, columns) => ({
    keys: ['0'],
    where: columns.condition(query),
    minDocCount: 1,
    toJson: ({ found: [only], empty, allow }) => {
      allow(1)
      return { doc_count: only?.count ?? 0, ...(only?.aggs ?? empty()) }
    },
  }),
})
