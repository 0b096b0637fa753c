import { parseSource } from '../source-filter.ts'
import { type Field, type Corpus } from './field.ts'
import { findWholeField } from './aggregations/find-aggregated-field.ts'
import { parseAggregations } from './parse-aggregations.ts'
import { createQueryContext, parseQuery } from './parse-query.ts'
import { type QueryContext } from './query-context.ts'
import { type Scalar } from './query.ts'
import { fieldName, list, members, readOptions, required, scalar } from './read-json.ts'
import { quote, refuse } from './refuse.ts'
import { type SearchRequest } from './search-request.ts'

const maxSortValues = 4

/**
 * Checks and reads the body of an advanced search (contract.md 4.2); members that it does not have are
 * ignored, `null` is absent, anything else that is not understood is refused.
 */
export function parseSearch(
  body: unknown,
  options: { readonly corpus: Corpus; readonly now: Date },
): SearchRequest {
  const parts = new Map(members(body ?? {}, 'body'))
  if (parts.has('script_fields')) throw refuse('script_fields', 'scripts are not supported')
  const context = createQueryContext(options)
  const query = parts.get('query')
  const aggs = parts.get('aggs') ?? parts.get('aggregations')
  const searchAfter = parts.get('search_after')
  const collapse = parts.get('collapse')
  return {
    corpus: options.corpus,
    query: query === undefined ? { kind: 'all' } : parseQuery(query, 'query', context),
    aggs: aggs === undefined ? new Map() : parseAggregations(aggs, 'aggs', context),
    source: parseSource(body ?? {}),
    ...(collapse !== undefined && { collapse: readCollapse(collapse, context) }),
    ...(searchAfter !== undefined && { searchAfter: readSearchAfter(searchAfter) }),
  }
}

function readCollapse(value: unknown, context: QueryContext): Field {
  const { field: name } = readOptions(value, 'collapse', { field: fieldName })
  const field = findWholeField(required(name, 'collapse.field'), context)
  if (field) return field
  throw refuse('collapse', `${quote(name)} is not a field`)
}

function readSearchAfter(value: unknown): readonly (Scalar | null)[] {
  const read = list((item, at) => (item === null ? null : scalar(item, at)), maxSortValues)
  const values = read(value, 'search_after')
  if (values.length === 0) throw refuse('search_after', 'must have the sort values of a hit')
  return values
}
