import { type Column } from '../columns.ts'
import { type JsonObject } from '../json.ts'
import { type Bucket, defineBuckets } from './define-buckets.ts'
import { printValue } from '../print-value.ts'
import { toTerms } from './terms.ts'

/** One bucket per combination of values; a row without a value of one field has none. */
export const multiTerms = defineBuckets({
  kind: 'multi_terms',
  split: ({ fields, minDocCount, size }, columns) => {
    const read = fields.map((field) => columns.read(field))
    const kept = read.map(({ expression }) => columns.keep(expression))
    const joins = read.map(({ form }, index) =>
      form === 'text[]' ? `CROSS JOIN LATERAL unnest(${kept[index]}) AS r${index}(k)` : '',
    )
    return {
      joins: joins.join(' '),
      keys: kept.map((sql, index) => (read[index]?.form === 'text[]' ? `r${index}.k` : sql)),
      minDocCount,
      size,
      toJson: (buckets) => toTerms(buckets, (bucket) => toKey(bucket, read)),
    }
  },
})

function toKey({ keys }: Bucket, columns: readonly Column[]): JsonObject {
  const printed = columns.map((column, index) => printValue(keys[index] ?? null, column))
  const key = columns.map(({ prints }, index) => {
    const value = keys[index] ?? null
    // Here a boolean is one, unlike in the key of `terms`, where OpenSearch writes 1 or 0.
    if (prints === 'boolean') return value !== 0
    return prints === 'plain' ? value : (printed[index] ?? null)
  })
  return { key, key_as_string: printed.join('|') }
}
