import { type Query, type Scalar, type ValuesQuery } from '@windvane/model'

/**
 * The same hits as any of the queries, in fewer: values of one field become one list, each value once.
 * Each list costs the index a search of its own, and what patterns stand for often overlaps.
 */
export function joinValues(queries: readonly Query[]): readonly Query[] {
  const lists = new Map<string, { readonly query: ValuesQuery; readonly values: Set<Scalar> }>()
  const others: Query[] = []
  for (const query of queries.map(withoutScore)) {
    if (query.kind !== 'values' || !joinedKinds.has(query.field.kind)) {
      others.push(query)
      continue
    }
    const { field, isCaseInsensitive } = query
    const name = JSON.stringify([field.kind, field.source, isCaseInsensitive])
    const list = lists.get(name) ?? { query, values: new Set() }
    for (const value of query.values) list.values.add(value)
    lists.set(name, list)
  }
  const joined = [...lists.values()].map(({ query, values }) => ({ ...query, values: [...values] }))
  return [...joined, ...others]
}

/** Those whose values are terms. */
const joinedKinds: ReadonlySet<string> = new Set(['text', 'keyword', 'label'])

/** What only changes the score is left away. */
function withoutScore(query: Query): Query {
  if (query.kind === 'boost') return withoutScore(query.query)
  if (query.kind !== 'bool') return query
  const { must, filter, should, mustNot } = query
  const [inner, ...more] = [...must, ...filter].filter(({ kind }) => kind !== 'all')
  const isWrapper = inner !== undefined && more.length + should.length + mustNot.length === 0
  return isWrapper ? withoutScore(inner) : query
}
