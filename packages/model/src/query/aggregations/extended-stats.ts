import { decimal, fieldName, readOptions } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { figureKinds, findAggregatedField } from './find-aggregated-field.ts'

/** Stats, variance and deviation of a number; `sigma` says how many deviations the bounds are away. */
export const extendedStats = defineAggregation({
  name: 'extended_stats',
  hasBuckets: false,
  read(body, at, context) {
    const { field, sigma = 2 } = readOptions(body, at, { field: fieldName, sigma: decimal })
    if (sigma < 0) throw refuse(`${at}.sigma`, 'must not be negative')
    const found = findAggregatedField(field, { at, context, kinds: figureKinds })
    return { kind: 'extended_stats', ...found, sigma }
  },
})
