import { parseNumber } from '../field-value.ts'
import { fieldName, flag, readOptions, type Reader, scalar } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField, numberKinds } from './find-aggregated-field.ts'
import { formatDouble } from './format-double.ts'
import { type Bound, readRanges } from './read-ranges.ts'
import { refuseKeyed } from './refuse-keyed.ts'

/** A bucket for each range of a number. */
export const range = defineAggregation({
  name: 'range',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      ranges: (value) => value,
      keyed: flag,
    })
    refuseKeyed(options.keyed, at)
    return {
      kind: 'range',
      ...findAggregatedField(options.field, { at, context, kinds: numberKinds }),
      ranges: readRanges(options.ranges, `${at}.ranges`, readNumberBound),
      aggs: context.aggs,
    }
  },
})

const readNumberBound: Reader<Bound> = (value, at) => {
  const number = parseNumber(scalar(value, at))
  if (number === undefined) throw refuse(at, `${quote(value)} is not a number`)
  return { order: number, value: number, text: formatDouble(number) }
}
