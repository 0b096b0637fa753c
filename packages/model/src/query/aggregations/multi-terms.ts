import { fieldName, ignored, list, readOptions, required } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { bucketSize, minDocCount } from './bucket-options.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField } from './find-aggregated-field.ts'

const maxFields = 16

/** A bucket for each combination of the values of fields. */
export const multiTerms = defineAggregation({
  name: 'multi_terms',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      terms: list((item, place) => readOptions(item, place, { field: fieldName }), maxFields),
      size: bucketSize,
      min_doc_count: minDocCount,
      collect_mode: ignored,
    })
    const sources = required(options.terms, `${at}.terms`)
    if (sources.length < 2) throw refuse(`${at}.terms`, 'must have at least 2 fields')
    return {
      kind: 'multi_terms',
      fields: sources.map(
        ({ field }, index) =>
          findAggregatedField(field, { at: `${at}.terms[${index}]`, context }).field,
      ),
      size: options.size ?? 10,
      minDocCount: options.min_doc_count ?? 1,
      aggs: context.aggs,
    }
  },
})
