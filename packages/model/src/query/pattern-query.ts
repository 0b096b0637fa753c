import { type Field } from './field.ts'
import { type QueryContext } from './query-context.ts'
import { type Pattern, type Query } from './query.ts'
import { quote, refuse } from './refuse.ts'

export type PatternOptions = {
  readonly at: string
  readonly context: QueryContext
  readonly isCaseInsensitive?: boolean
}

/** Whether values of a field have a form: texts do, and addresses by their text. */
export function hasForm({ kind }: Field): boolean {
  return kind !== 'long' && kind !== 'float' && kind !== 'date' && kind !== 'boolean'
}

/** The values of a field that have a form; a name that no record has matches nothing. */
export function patternQuery(
  field: Field | undefined,
  pattern: Pattern,
  { at, context, isCaseInsensitive = false }: PatternOptions,
): Query {
  if (!field) return { kind: 'none' }
  if (!hasForm(field)) throw refuse(at, `${quote(field.name)} holds no text`)
  context.budget.addTerms(at, 1)
  return { kind: 'pattern', field, pattern, isCaseInsensitive }
}
