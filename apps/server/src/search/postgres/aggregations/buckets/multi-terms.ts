import { type Column } from '../columns.ts'
import { type JsonObject } from '../json.ts'
import { type Bucket, defineBuckets } from './define-buckets.ts'
import { printValue } from '../print-value.ts'
import { toTerms } from './terms.ts'

/** One bucket per combination of values; a row without a value of one field has none. */
export const multiTerms = defineBuckets({
  kind: 'multi_terms',
  split: ({ fields, minDocCount, size }, columns) => {
    const read = fields.map((field) => columns.field(field))
    const joins = read.map(({ form, sql }, index) =>
      form === 'text[]' ? `CROSS JOIN LATERAL unnest(${sql}) AS r${index}(k)` : '',
    )
    return {
      joins: joins.join(' '),
      keys: read.map(({ form, sql }, index) => (form === 'text[]' ? `r${index}.k` : sql)),
      minDocCount,
      size,
      toJson: (buckets) => toTerms(buckets, (bucket) => toKey(bucket, read)),
    }
  },
})

function toKey({ keys }: Bucket, columns: readonly Column[]): JsonObject {
  const printed = columns.map((column, index) => printValue(keys[index] ?? null, column))
  const key = columns.map(({ prints }, index) =>
    prints === 'plain' ? (keys[index] ?? null) : (printed[index] ?? null),
  )
  return { key, key_as_string: printed.join('|') }
}
