import { type QueryContext } from '../query-context.ts'
import { type Query } from '../query.ts'

/** A clause of the query language: the name it is written under, and what its body comes down to. */
export type Clause = {
  readonly name: string
  /** `at` is the place of the body in the request, for error messages. */
  readonly read: (body: unknown, at: string, context: QueryContext) => Query
}

/** Makes the definition of a clause. */
export function defineClause(clause: Clause): Clause {
  return Object.freeze(clause)
}
