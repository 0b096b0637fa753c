import { type Aggregation, describeQuery, type Query, resolveField } from '@windvane/model'
import { type Viewer } from '../entity-rows/visible.ts'
import { type ExplainedHit, type Reason } from './explanation.ts'
import { type PagedRequest, type SearchEngine, type SearchHit } from './search-engine.ts'

/** Explaining costs a search of its own: so many hits and clauses are, the first. */
const maxHits = 50
const maxClauses = 100

type Asking = { readonly engine: SearchEngine; readonly viewer: Viewer }

/** Asks the engine which clauses of a request each of its hits matches; what must not match is left out. */
export async function explainHits(
  { engine, viewer }: Asking,
  request: PagedRequest,
  hits: readonly SearchHit[],
): Promise<readonly ExplainedHit[]> {
  const shown = hits.slice(0, maxHits)
  const clauses = listClauses(request.query).slice(0, maxClauses)
  if (shown.length === 0 || clauses.length === 0) return shown.map(toUnexplained)
  const named = clauses.map((query, index) => [String(index), query] as const)
  const { aggregations } = await engine.search(viewer, {
    corpus: request.corpus,
    query: { kind: 'ids', ids: shown.map(({ record }) => record.id) },
    aggs: new Map([['clauses', { kind: 'filters', queries: named, aggs: listIds(request) }]]),
    source: request.source,
    sort: [],
    limit: 0,
    offset: 0,
  })
  const idsByClause = readIds(aggregations)
  return shown.map(({ record: { id }, score }) => ({
    id,
    score,
    reasons: clauses.flatMap((clause, index) =>
      idsByClause.get(String(index))?.has(id) ? [toReason(clause)] : [],
    ),
  }))
}

/** Nothing was asked for that a hit could match: it is all that was not refused. */
function toUnexplained({ record: { id }, score }: SearchHit): ExplainedHit {
  return { id, score, reasons: [] }
}

/** The clauses that find hits or add to their score, without what holds them together. */
function listClauses(query: Query): readonly Query[] {
  if (query.kind === 'bool') {
    return [...query.must, ...query.filter, ...query.should].flatMap(listClauses)
  }
  if (query.kind === 'best') return query.queries.flatMap(listClauses)
  return query.kind === 'boost' ? listClauses(query.query) : [query]
}

function listIds({ corpus }: PagedRequest): ReadonlyMap<string, Aggregation> {
  const field = resolveField('id', corpus)
  const ids = { kind: 'terms', size: maxHits, minDocCount: 1, aggs: new Map() } as const
  return new Map([['ids', { ...ids, ...(field && { field }) }]])
}

type Filters = {
  readonly buckets: Readonly<
    Record<string, { readonly ids: { readonly buckets: readonly { readonly key: string }[] } }>
  >
}

function readIds(
  aggregations: Readonly<Record<string, unknown>> = {},
): ReadonlyMap<string, ReadonlySet<string>> {
  // The shape of the two aggregations above (contract.md 4.2).
  const { buckets } = aggregations['clauses'] as Filters
  const entries = Object.entries(buckets).map(
    ([name, { ids }]) => [name, new Set(ids.buckets.map(({ key }) => key))] as const,
  )
  return new Map(entries)
}

function toReason(clause: Query): Reason {
  return {
    match: 'clause',
    ...('field' in clause && { field: clause.field.name }),
    text: describeQuery(clause),
  }
}
