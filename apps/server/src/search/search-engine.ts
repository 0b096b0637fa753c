import {
  type Entity,
  type FieldSort,
  type HistoryRecord,
  type Query,
  type Scalar,
  type SearchRequest,
} from '@windvane/model'
import { type Viewer } from '../entity-rows/visible.ts'

/** A query of `POST /entities/simple` after interpretation. */
export type SimpleQuery = {
  /** Normalised values the text may stand for: an entity with one of them is an exact hit. */
  readonly values: readonly string[]
  /** How to find exact hits where they need not be text hits as well, and which alone count. */
  readonly exact?: { readonly valueKeys: readonly string[]; readonly ids: readonly string[] }
  /** The address to look for inside stored networks, when the text is one. */
  readonly address?: string
  /** All of these in one field make a text hit. */
  readonly tokens: readonly string[]
  readonly minimumAccuracy: number
  readonly minimumReputation: number
  readonly limit: number
  readonly offset: number
  /** Absent: exact hits, then networks that hold the address, then text by score; newest first. */
  readonly sort?: Sort
}

export type Sort = {
  /** One of the sortable fields of contract.md 1.8. */
  readonly field: string
  readonly order: 'asc' | 'desc'
}

/** `total` counts every hit, whatever the page. */
export type SearchHits = { readonly total: number; readonly entities: readonly Entity[] }

/** The same over the records of history. */
export type HistoryHits = { readonly total: number; readonly records: readonly HistoryRecord[] }

/** An advanced search with the page that is asked for. */
export type PagedRequest = SearchRequest & {
  /** 0 asks for no hits: only the total and aggregations. */
  readonly limit: number
  readonly offset: number
  /**
   * Ties go by id. Empty: by score, then the newest first. With `searchAfter` of one or two values the
   * newest come first: these are `@timestamp` and `id`; three are the score and these.
   */
  readonly sort: readonly FieldSort[]
}

/** Entities or records of history, as the request's corpus says. */
export type FoundRecord = Entity | HistoryRecord

export type SearchHit = {
  readonly record: FoundRecord
  /** Null where the order is not by score. */
  readonly score: number | null
  /** The values that `searchAfter` takes to go on after this hit; the last is the id. */
  readonly sort: readonly (Scalar | null)[]
}

export type SearchResult = {
  /** Counts every hit, whatever the page, what was collapsed and what went before. */
  readonly total: number
  readonly hits: readonly SearchHit[]
  /** By the names of the request; absent where it had none. */
  readonly aggregations?: Readonly<Record<string, unknown>>
}

/** At most `limit` ids, those behind `after` alone. */
export type IdRange = { readonly after?: string; readonly limit: number }

/** Finds entities and their history. Implemented over the store itself, or over a search cluster. */
export interface SearchEngine {
  /** Only what the viewer may see counts. Rejects with `query_timeout` after a second. */
  simple(viewer: Viewer, query: SimpleQuery): Promise<SearchHits>
  /** The ids of all hits of a moment, in an order of ids; paging and sort are ignored. */
  listSimple(viewer: Viewer, query: SimpleQuery, range: IdRange): Promise<readonly string[]>
  /** The same over history; `sort` names a field of its records. */
  simpleHistory(viewer: Viewer, query: SimpleQuery): Promise<HistoryHits>
  /**
   * Only what the viewer may see counts. Rejects with `query_timeout` after five seconds, and with
   * `invalid_request` for `searchAfter` that is not of the sort.
   */
  search(viewer: Viewer, request: PagedRequest): Promise<SearchResult>
  /** The ids of all entities of a moment that match, in an order of ids. Rejects as `search` does. */
  list(viewer: Viewer, query: Query, range: IdRange): Promise<readonly string[]>
}
