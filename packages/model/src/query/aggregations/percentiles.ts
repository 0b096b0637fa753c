import { decimal, fieldName, flag, ignored, list, readOptions } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { figureKinds, findAggregatedField } from './find-aggregated-field.ts'

const maxPercents = 20
const usualPercents: readonly number[] = Object.freeze([1, 5, 25, 50, 75, 95, 99])

/** What so many percent of the values of a number are below. */
export const percentiles = defineAggregation({
  name: 'percentiles',
  hasBuckets: false,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      percents: list(decimal, maxPercents),
      keyed: flag,
      tdigest: ignored,
    })
    if (options.keyed === false) throw refuse(`${at}.keyed`, 'must be true')
    const percents = options.percents ?? usualPercents
    if (percents.length === 0 || percents.some((percent) => percent < 0 || percent > 100)) {
      throw refuse(`${at}.percents`, 'must be from 0 to 100')
    }
    return {
      kind: 'percentiles',
      ...findAggregatedField(options.field, { at, context, kinds: figureKinds }),
      percents: [...new Set(percents)].toSorted((a, b) => a - b),
    }
  },
})
