import { decimal, fieldName, flag, ignored, list, readOptions, required } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { figureKinds, findAggregatedField } from './find-aggregated-field.ts'

const maxValues = 20

/** How many percent of the values of a number are at most these. */
export const percentileRanks = defineAggregation({
  name: 'percentile_ranks',
  hasBuckets: false,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      values: list(decimal, maxValues),
      keyed: flag,
      tdigest: ignored,
    })
    if (options.keyed === false) throw refuse(`${at}.keyed`, 'must be true')
    const values = required(options.values, `${at}.values`)
    if (values.length === 0) throw refuse(`${at}.values`, 'must have a value')
    return {
      kind: 'percentile_ranks',
      ...findAggregatedField(options.field, { at, context, kinds: figureKinds }),
      values: [...new Set(values)].toSorted((a, b) => a - b),
    }
  },
})
