import { type Field } from '@windvane/model'
import { type Compilation } from '../compilation.ts'

/** Has a condition on an attribute without an index of its own look only at rows that have it. */
export function narrowToField(
  condition: string,
  { kind, source }: Field,
  { corpus, parameters }: Compilation,
): string {
  const hasIndex = kind === 'cidr' || (corpus === 'entities' && kind !== 'date')
  if (source.of !== 'attribute' || hasIndex) return condition
  return `(e.terms @> ARRAY[${parameters.add(source.name)}]::text[] AND ${condition})`
}
