import { type Field, type FieldKind, resolveField } from '../field.ts'
import { type QueryContext } from '../query-context.ts'
import { required } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'

export const numberKinds: readonly FieldKind[] = ['long', 'float']

/** What has a figure: numbers, dates by their milliseconds, booleans as 0 and 1. */
export const figureKinds: readonly FieldKind[] = ['long', 'float', 'date', 'boolean']

type FieldOptions = {
  readonly at: string
  readonly context: QueryContext
  /** The kinds that the aggregation can do; all where absent. */
  readonly kinds?: readonly FieldKind[]
}

/**
 * The field that values are taken from, texts as a whole; empty for one that no record has.
 */
export function findAggregatedField(
  name: string | undefined,
  { at, context, kinds }: FieldOptions,
): { readonly field?: Field } {
  const field = findWholeField(required(name, `${at}.field`), context)
  if (!field) return {}
  if (kinds && !kinds.includes(field.kind)) {
    throw refuse(at, `the field ${quote(name)} is of kind ${field.kind}, not ${kinds.join(' or ')}`)
  }
  return { field }
}

/** A field whose texts are not analysed. */
export function findWholeField(name: string, { corpus }: QueryContext): Field | undefined {
  const field = resolveField(name, corpus)
  return field?.kind === 'text' ? resolveField(`${name}.keyword`, corpus) : field
}
