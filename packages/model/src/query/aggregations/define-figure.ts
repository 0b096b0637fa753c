import { fieldName, readOptions } from '../read-json.ts'
import { type AggregationDefinition, defineAggregation } from './define-aggregation.ts'
import { figureKinds, findAggregatedField } from './find-aggregated-field.ts'

/** Makes an aggregation that computes figures of one field and takes no other option. */
export function defineFigure(
  name: 'avg' | 'sum' | 'min' | 'max' | 'stats' | 'value_count',
): AggregationDefinition {
  return defineAggregation({
    name,
    hasBuckets: false,
    read(body, at, context) {
      const options = readOptions(body, at, { field: fieldName })
      const kinds = name === 'value_count' ? {} : { kinds: figureKinds }
      return { kind: name, ...findAggregatedField(options.field, { at, context, ...kinds }) }
    },
  })
}
