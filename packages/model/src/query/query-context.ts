import { type Corpus } from './field.ts'
import { type Query } from './query.ts'
import { type QueryBudget } from './query-budget.ts'

/** What the reading of a clause depends on besides the clause. */
export type QueryContext = {
  readonly corpus: Corpus
  readonly now: Date
  readonly budget: QueryBudget
  /** How many clauses are around this one. */
  readonly depth: number
  /** Reads a clause inside this one. */
  readonly readClause: (value: unknown, at: string, context: QueryContext) => Query
}
