import { type Corpus, type Field } from '@windvane/model'
import { type Compilation } from '../compilation.ts'

/** Has a condition on an attribute without an index of its own look only at rows that have it. */
export function narrowToField(
  condition: string,
  { source }: Field,
  { corpus, parameters }: Compilation,
): string {
  if (source.of !== 'attribute' || indexed[corpus].includes(source.name)) return condition
  return `(e.terms @> ARRAY[${parameters.add(source.name)}]::text[] AND ${condition})`
}

/** The attributes with an index of their values (migration 0003). */
const indexed: Readonly<Record<Corpus, readonly string[]>> = {
  entities: ['ip', 'cidr', 'asn', 'breach-count', 'latitude', 'longitude'],
  history: ['cidr'],
}
