import { type Field } from '../field.ts'
import { valuesQuery } from '../field-value.ts'
import { type QueryContext } from '../query-context.ts'
import { type Scalar } from '../query.ts'
import { fieldName, ignored, integer, readOptions, scalar } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField } from './find-aggregated-field.ts'
import { bucketSize, minDocCount } from './bucket-options.ts'

/** A bucket for each value, those with most records. */
export const terms = defineAggregation({
  name: 'terms',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      size: bucketSize,
      shard_size: integer(1, 1_000_000),
      missing: scalar,
      min_doc_count: minDocCount,
      execution_hint: ignored,
      collect_mode: ignored,
      show_term_doc_count_error: ignored,
    })
    const found = findAggregatedField(options.field, { at, context })
    return {
      kind: 'terms',
      ...found,
      size: options.size ?? 10,
      minDocCount: options.min_doc_count ?? 1,
      ...readMissing(found.field, options.missing, { at, context }),
      aggs: context.aggs,
    }
  },
})

/** The value that records without one are counted under, in the form that the field stores. */
function readMissing(
  field: Field | undefined,
  raw: Scalar | undefined,
  { at, context }: { readonly at: string; readonly context: QueryContext },
): { readonly missing?: Scalar } {
  if (raw === undefined) return {}
  if (!field) return { missing: raw }
  const query = valuesQuery(field, [raw], { context })
  if (query?.kind === 'values' && query.values[0] !== undefined) return { missing: query.values[0] }
  if (query?.kind === 'range' && query.gte !== undefined) return { missing: query.gte }
  throw refuse(`${at}.missing`, `${quote(raw)} is not a value of this field`)
}
