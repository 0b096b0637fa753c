import { type Aggregation } from '@windvane/model'

/** The aggregation of one kind; in the union several kinds may have one shape. */
export type AggregationOf<Kind extends Aggregation['kind']> = Narrow<Aggregation, Kind>

type Narrow<A, Kind> = A extends { readonly kind: infer Kinds }
  ? Kind extends Kinds
    ? A & { readonly kind: Kind }
    : never
  : never
