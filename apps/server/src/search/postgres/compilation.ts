import { type Corpus, type Query } from '@windvane/model'
import { type Parameters } from './parameters.ts'

/** What the compilers of the kinds of query are handed. */
export type Compilation = {
  readonly corpus: Corpus
  readonly parameters: Parameters
  /** The condition of a query inside. */
  readonly compile: (query: Query) => string
}
