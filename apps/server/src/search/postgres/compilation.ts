import { type Corpus, type Query } from '@windvane/model'
import { type Parameters } from './parameters.ts'

/**
 * How the rows are come by of which a condition is asked: from an index that it names, one after the
 * other, or, beside others of which one is enough, in the way that the planner thinks best.
 */
type Access = 'index' | 'row' | 'either'

/** What the compilers of the kinds of query are handed. */
export type Compilation = {
  readonly corpus: Corpus
  readonly parameters: Parameters
  readonly access: Access
  /** The condition of a query inside. */
  readonly compile: (query: Query) => string
  /** The same where rows are come by in another way. */
  readonly compileFor: (access: Access, query: Query) => string
}
