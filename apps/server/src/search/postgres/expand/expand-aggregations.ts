import { type Aggregation, type Aggregations, type Query } from '@windvane/model'
import { expandQuery } from './expand-query.ts'
import { type Expansion } from './expansion.ts'

/** Expands the queries that aggregations split by. */
export async function expandAggregations(
  aggregations: Aggregations,
  expansion: Expansion,
): Promise<Aggregations> {
  const expanded = new Map<string, Aggregation>()
  for (const [name, each] of aggregations) expanded.set(name, await expandOne(each, expansion))
  return expanded
}

async function expandOne(each: Aggregation, expansion: Expansion): Promise<Aggregation> {
  if (!('aggs' in each)) return each
  const aggs = await expandAggregations(each.aggs, expansion)
  if (each.kind === 'filter') {
    return { ...each, aggs, query: await expandQuery(each.query, expansion) }
  }
  if (each.kind !== 'filters') return { ...each, aggs }
  const queries: (readonly [string, Query])[] = []
  for (const [name, query] of each.queries) {
    queries.push([name, await expandQuery(query, expansion)])
  }
  return { ...each, aggs, queries }
}
