import {
  applySource,
  type Entity,
  type FieldSort,
  type Paging,
  parseSearch,
  type Query,
  resolveField,
  type SearchRequest,
} from '@windvane/model'
import { toViewer, type Viewer } from '../entity-rows/visible.ts'
import { type SearchEngine, type SearchHit } from '../search/search-engine.ts'
import { type EntityPage } from '../search/simple-search.ts'

export type AdvancedPage = EntityPage & {
  /** Present where the search has any. */
  readonly aggregations?: Readonly<Record<string, unknown>>
}

/** Throws 400 for a body that is no advanced search. */
export function readAdvanced(body: unknown): SearchRequest {
  return parseSearch(body, { corpus: 'entities', now: new Date() })
}

export async function runAdvanced(
  engine: SearchEngine,
  groups: readonly string[],
  { body, paging }: { readonly body: unknown; readonly paging: Paging },
): Promise<AdvancedPage> {
  const request = readAdvanced(body)
  const { limit, offset } = paging
  const page = { ...request, limit, offset, sort: toSort(paging) }
  const { total, hits, aggregations } = await engine.search(toViewer(groups), page)
  return {
    items: total,
    pages: limit === 0 ? 0 : Math.ceil(total / limit),
    results: hits.map((hit) => applySource(toEntity(hit), request.source)),
    ...(aggregations && { aggregations }),
  }
}

/** A page of the entities that the search finds and that changed since, the latest change first. */
export async function findChanged(
  engine: SearchEngine,
  viewer: Viewer,
  {
    body,
    since,
    paging,
  }: { readonly body: unknown; readonly since: Date; readonly paging: Paging },
): Promise<readonly Entity[]> {
  const { query } = readAdvanced(body)
  const { limit, offset } = paging
  const request = {
    corpus: 'entities',
    query: changedSince(query, since),
    aggs: new Map(),
    source: { includes: [], excludes: [] },
    limit,
    offset,
    sort: toSort(paging),
  } as const
  const { hits } = await engine.search(viewer, request)
  return hits.map(toEntity)
}

function changedSince(query: Query, since: Date): Query {
  const field = resolveField('updatedAt', 'entities')
  if (field === undefined) throw new TypeError('Entities have updatedAt')
  const filter = [{ kind: 'range', field, gte: since.toISOString() } as const]
  return { kind: 'bool', must: [query], filter, should: [], mustNot: [], minimumShould: 0 }
}

function toSort({ sort, order }: Paging): readonly FieldSort[] {
  const field = sort === undefined ? undefined : resolveField(sort, 'entities')
  return field === undefined ? [] : [{ field, order }]
}

function toEntity({ record }: SearchHit): Entity {
  // Requests of this file are over the corpus of entities.
  return record as Entity
}
