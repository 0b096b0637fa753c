import { type Entity } from '@windvane/model'
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

/** At most `limit` ids, those behind `after` alone. */
export type IdRange = { readonly after?: string; readonly limit: number }

/** Finds entities. Implemented over the store itself, or over a search cluster. */
export interface SearchEngine {
  /** Only what the viewer may see counts. Rejects with `query_timeout` after a second. */
  simple(viewer: Viewer, query: SimpleQuery): Promise<SearchHits>
  /** The ids of all hits of a moment, in the order of ids by code points; paging and sort are ignored. */
  listSimple(viewer: Viewer, query: SimpleQuery, range: IdRange): Promise<readonly string[]>
}
