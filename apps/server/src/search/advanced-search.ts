import {
  AppError,
  applyHistorySource,
  applySource,
  type Corpus,
  countPages,
  describeQuery,
  type Entity,
  type HistoryRecord,
  type Paging,
  parseSearch,
  type Principal,
  type SearchRequest,
  type Source,
} from '@windvane/model'
import { toViewer } from '../entity-rows/visible.ts'
import { explainHits } from './explain-hits.ts'
import { findSortField } from './find-sort-field.ts'
import { type Found } from './found.ts'
import { type FoundRecord, type PagedRequest, type SearchEngine } from './search-engine.ts'

export type AdvancedSearch = {
  /** As it arrived. */
  readonly body: Readonly<Record<string, unknown>>
  readonly paging: Paging
  readonly isExplained: boolean
}

/**
 * Reads the clauses, asks the engine, and keeps the members that were asked for. There are aggregations
 * exactly where the body has some; `items` is 0 when nothing matches.
 */
export function searchAdvanced(
  engine: SearchEngine,
  principal: Principal,
  search: AdvancedSearch,
): Promise<Found<Entity>> {
  return run({ engine, principal }, search, entities)
}

/** The same over the reports as they were made. */
export function searchHistoryAdvanced(
  engine: SearchEngine,
  principal: Principal,
  search: AdvancedSearch,
): Promise<Found<HistoryRecord>> {
  return run({ engine, principal }, search, history)
}

type Rows<Row> = {
  readonly corpus: Corpus
  readonly isRow: (record: FoundRecord) => record is FoundRecord & Row
  readonly apply: (row: Row, source: Source) => Partial<Row>
}

const entities: Rows<Entity> = {
  corpus: 'entities',
  isRow: (record): record is Entity => !('entityID' in record),
  apply: applySource,
}

const history: Rows<HistoryRecord> = {
  corpus: 'history',
  isRow: (record): record is HistoryRecord => 'entityID' in record,
  apply: applyHistorySource,
}

type Asking = { readonly engine: SearchEngine; readonly principal: Principal }

async function run<Row>(
  { engine, principal }: Asking,
  { body, paging, isExplained }: AdvancedSearch,
  { corpus, isRow, apply }: Rows<Row>,
): Promise<Found<Row>> {
  const request = toPaged(parseSearch(body, { corpus, now: new Date() }), paging)
  const viewer = toViewer(principal.groups)
  const { total, hits, aggregations } = await engine.search(viewer, request)
  const interpreted = describeQuery(request.query)
  const rows = hits.map(({ record }) => record).filter(isRow)
  const last = hits.at(-1)?.sort
  return {
    interpreted,
    ...(last !== undefined && { last }),
    page: {
      items: total,
      pages: countPages(total, paging.limit),
      results: rows.map((row) => apply(row, request.source)),
      ...(hasAggregations(body) && { aggregations: aggregations ?? {} }),
      ...(isExplained && {
        explanation: { interpreted, hits: await explainHits({ engine, viewer }, request, hits) },
      }),
    },
  }
}

/** A page number says nothing where the hits go on behind another. */
function toPaged(request: SearchRequest, paging: Paging): PagedRequest {
  if (request.searchAfter !== undefined && paging.page > 1) {
    const reason = 'search_after goes with the first page'
    throw new AppError('invalid_request', { reason, param: 'page' })
  }
  const { limit, offset, order } = paging
  const field = findSortField(paging, request.corpus)
  return { ...request, limit, offset, sort: field === undefined ? [] : [{ field, order }] }
}

function hasAggregations(body: AdvancedSearch['body']): boolean {
  return body['aggs'] !== undefined || body['aggregations'] !== undefined
}
