import { boostQuery } from '../compose-query.ts'
import { findField } from '../find-field.ts'
import { patternQuery } from '../pattern-query.ts'
import { type Pattern, type Query } from '../query.ts'
import { type QueryContext } from '../query-context.ts'
import { flag, ignored, text } from '../read-json.ts'

/** The options that every clause has that looks for a form. */
export const patternReaders = { value: text, case_insensitive: flag, rewrite: ignored } as const

type FieldPattern = {
  readonly name: string
  readonly place: string
  readonly options: { readonly case_insensitive?: boolean; readonly boost?: number }
  readonly pattern: Pattern
}

/** What such a clause comes down to. */
export function toPatternQuery(
  { name, place, options, pattern }: FieldPattern,
  context: QueryContext,
): Query {
  const isCaseInsensitive = options.case_insensitive ?? false
  const query = patternQuery(findField(name, context), pattern, {
    at: place,
    context,
    isCaseInsensitive,
  })
  return boostQuery(query, options.boost)
}
