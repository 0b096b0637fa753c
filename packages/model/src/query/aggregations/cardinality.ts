import { fieldName, ignored, integer, readOptions } from '../read-json.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField } from './find-aggregated-field.ts'

/** How many different values there are: always exact, so that the threshold is only checked. */
export const cardinality = defineAggregation({
  name: 'cardinality',
  hasBuckets: false,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      precision_threshold: integer(0, 40_000),
      execution_hint: ignored,
      rehash: ignored,
    })
    return { kind: 'cardinality', ...findAggregatedField(options.field, { at, context }) }
  },
})
