import { type Source } from '../source-filter.ts'
import { type Aggregations } from './aggregation.ts'
import { type Corpus, type Field } from './field.ts'
import { type Query, type Scalar } from './query.ts'

/** The body of an advanced search, checked and read. */
export type SearchRequest = {
  readonly corpus: Corpus
  readonly query: Query
  readonly aggs: Aggregations
  readonly source: Source
  /** The first hit of each value alone. */
  readonly collapse?: Field
  /** The sort values of the last hit of the page before. */
  readonly searchAfter?: readonly (Scalar | null)[]
}
