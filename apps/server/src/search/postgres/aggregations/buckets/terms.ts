import { type Column } from '../columns.ts'
import { type JsonObject } from '../json.ts'
import { type Bucket, type Buckets, defineBuckets } from './define-buckets.ts'
import { printValue } from '../print-value.ts'
import { readScalar } from './read-scalar.ts'

/** One bucket per value of a field. */
export const terms = defineBuckets({
  kind: 'terms',
  split: ({ field, missing, minDocCount, size }, columns) => {
    const column = columns.field(field, typeof missing === 'number' ? 'float8' : 'text')
    const toJson = (buckets: Buckets) => toTerms(buckets, (bucket) => toKey(bucket, column))
    const shape = { minDocCount, size, toJson }
    const substitute =
      missing === undefined
        ? 'NULL'
        : columns.parameters.add(
            readScalar(missing, column.form === 'text[]' ? 'text' : column.form),
          )
    if (column.form !== 'text[]') {
      return { ...shape, keys: [`coalesce(${column.sql}, ${substitute}::${column.form})`] }
    }
    const values =
      missing === undefined
        ? column.sql
        : `CASE WHEN cardinality(${column.sql}) > 0 THEN ${column.sql} ELSE ARRAY[${substitute}::text] END`
    return { ...shape, joins: `CROSS JOIN LATERAL unnest(${values}) AS r(k)`, keys: ['r.k'] }
  },
})

/** The shape of contract.md 4.2; counts are exact, so that their error is 0. */
export function toTerms(
  { found, total, allow }: Buckets,
  toKeyOf: (bucket: Bucket) => JsonObject,
): JsonObject {
  allow(found.length)
  const shown = found.reduce((sum, { count }) => sum + count, 0)
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: total - shown,
    buckets: found.map((bucket) => ({
      ...toKeyOf(bucket),
      doc_count: bucket.count,
      ...bucket.aggs,
    })),
  }
}

function toKey({ keys: [key = null] }: Bucket, column: Column): JsonObject {
  if (column.prints === 'plain') return { key }
  return { key, key_as_string: printValue(key, column) }
}
