import { findFields } from './find-field.ts'
import { boolQuery } from './compose-query.ts'
import { type QueryContext } from './query-context.ts'
import { type Query } from './query.ts'

/** Records that have a field, or one of those that a pattern stands for. */
export function existsQuery(name: string, at: string, context: QueryContext): Query {
  // Every record has members and attributes.
  if (name === '*' || name === 'attributes' || name === 'attributes.*') return { kind: 'all' }
  const fields = findFields(name, at, context)
  context.budget.addTerms(at, fields.length)
  const queries = fields.map((field): Query => ({ kind: 'exists', field }))
  const [first, ...others] = queries
  if (first === undefined) return { kind: 'none' }
  return others.length === 0 ? first : boolQuery({ should: queries })
}
