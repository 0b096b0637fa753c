import { type Entity, parsePaging, type Principal, type Query, type Sha3 } from '@windvane/model'
import { findEntities } from '../entities/find-entities.ts'
import { toViewer, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type SearchEngine } from './search-engine.ts'
import { type SimpleSearch, toSimpleQuery } from './simple-search.ts'

/** Either a text for people, or the query language. */
export type ExportedSearch =
  | Pick<SimpleSearch, 'query' | 'accuracy' | 'reputation'>
  | { readonly advanced: Query }

export type ExportRequest = {
  readonly search: ExportedSearch
  /** The id of the last entity that the reader has. */
  readonly after: string | undefined
  readonly limit: number
}

export type EntityExport = {
  /** The hits of the moment of the request, at most as many as were asked for. */
  readonly count: number
  /** Where the next request goes on; absent when nothing is left. */
  readonly cursor: string | undefined
  /** In the order of ids, each as it is when it is read; those that are gone by then are left out. */
  readonly read: (signal: AbortSignal) => AsyncIterable<readonly Entity[]>
}

type ExportPorts = {
  readonly store: Queryable
  readonly engine: SearchEngine
  readonly sha3: Sha3
}

/**
 * Finds what is to be exported at once, as ids, and reads the entities as fast as they are taken: a
 * slow reader holds no query, and what is written meanwhile neither repeats nor skips an entity.
 */
export async function exportEntities(
  { store, engine, sha3 }: ExportPorts,
  { groups }: Principal,
  { search, after, limit }: ExportRequest,
): Promise<EntityExport> {
  const viewer = toViewer(groups)
  const range = { limit: limit + 1, ...(after !== undefined && { after }) }
  const found =
    'advanced' in search
      ? await engine.list(viewer, search.advanced, range)
      : await engine.listSimple(viewer, toSimpleQuery({ ...search, paging }, sha3), range)
  const ids = found.slice(0, limit)
  return {
    count: ids.length,
    cursor: found.length > limit ? ids.at(-1) : undefined,
    read: (signal) => readEntities(store, viewer, { ids, signal }),
  }
}

/** An export has no pages. */
const paging = parsePaging({})

const batchSize = 500

async function* readEntities(
  store: Queryable,
  viewer: Viewer,
  { ids, signal }: { readonly ids: readonly string[]; readonly signal: AbortSignal },
): AsyncGenerator<readonly Entity[]> {
  for (let from = 0; from < ids.length && !signal.aborted; from += batchSize) {
    const batch = ids.slice(from, from + batchSize)
    const found = await findEntities(store, viewer, batch)
    const byId = new Map(found.map((entity) => [entity.id, entity]))
    yield batch.flatMap((id) => byId.get(id) ?? [])
  }
}
