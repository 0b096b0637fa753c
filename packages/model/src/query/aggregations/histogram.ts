import { decimal, fieldName, flag, readOptions, required } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { minDocCount } from './bucket-options.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField, numberKinds } from './find-aggregated-field.ts'
import { refuseKeyed } from './refuse-keyed.ts'

/** A bucket for each interval of a number. */
export const histogram = defineAggregation({
  name: 'histogram',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      interval: decimal,
      offset: decimal,
      min_doc_count: minDocCount,
      keyed: flag,
    })
    refuseKeyed(options.keyed, at)
    const interval = required(options.interval, `${at}.interval`)
    if (interval <= 0) throw refuse(`${at}.interval`, 'must be above 0')
    return {
      kind: 'histogram',
      ...findAggregatedField(options.field, { at, context, kinds: numberKinds }),
      interval,
      offset: options.offset ?? 0,
      minDocCount: options.min_doc_count ?? 0,
      aggs: context.aggs,
    }
  },
})
