import { type Aggregation, type Aggregations } from '../aggregation.ts'
import { type QueryContext } from '../query-context.ts'

/** What the reading of an aggregation depends on besides its body. */
export type AggregationContext = QueryContext & {
  /** Those inside, already read; empty where the aggregation takes none. */
  readonly aggs: Aggregations
}

/** An aggregation: the name it is written under, and what its body asks for. */
export type AggregationDefinition = {
  readonly name: string
  /** Whether it splits the hits, and so may have aggregations inside. */
  readonly hasBuckets: boolean
  readonly read: (body: unknown, at: string, context: AggregationContext) => Aggregation
}

/** Makes the definition of an aggregation. */
export function defineAggregation(definition: AggregationDefinition): AggregationDefinition {
  return Object.freeze(definition)
}
