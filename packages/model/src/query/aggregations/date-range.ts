import { type DateFormat } from '../dates/date-format.ts'
import { readDateFormats, readTimeZone } from '../dates/date-options.ts'
import { type TimeZone } from '../dates/time-zone.ts'
import { parseDateValue, toIso } from '../field-value.ts'
import { type QueryContext } from '../query-context.ts'
import { fieldName, flag, readOptions, type Reader, scalar } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField } from './find-aggregated-field.ts'
import { type Bound, readRanges } from './read-ranges.ts'
import { refuseKeyed } from './refuse-keyed.ts'

/** A bucket for each range of a date. */
export const dateRange = defineAggregation({
  name: 'date_range',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      ranges: (value) => value,
      format: readDateFormats,
      time_zone: readTimeZone,
      keyed: flag,
    })
    refuseKeyed(options.keyed, at)
    const readBound = dateBoundReader(context, options.format, options.time_zone)
    return {
      kind: 'date_range',
      ...findAggregatedField(options.field, { at, context, kinds: ['date'] }),
      ranges: readRanges(options.ranges, `${at}.ranges`, readBound),
      aggs: context.aggs,
    }
  },
})

function dateBoundReader(
  context: QueryContext,
  formats: readonly DateFormat[] | undefined,
  zone: TimeZone | undefined,
): Reader<Bound> {
  return (value, at) => {
    const time = parseDateValue(scalar(value, at), {
      at,
      context,
      isRoundedUp: false,
      ...(formats && { formats }),
      ...(zone && { zone }),
    })
    if (time === undefined) throw refuse(at, `${quote(value)} is not a date`)
    const format = formats?.[0]?.format
    return { order: time, value: toIso(time), text: format ? format(time) : toIso(time) }
  }
}
