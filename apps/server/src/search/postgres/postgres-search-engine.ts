import { type Queryable } from '../../store/store.ts'
import { type SearchEngine } from '../search-engine.ts'
import { searchHistorySimple } from './search-history-simple.ts'
import { searchRecords } from './search-records.ts'
import { searchSimple } from './search-simple.ts'
import { streamRecords } from './stream-records.ts'

/** Searches entities and history where they are stored, in PostgreSQL or PGlite. */
export function createPostgresSearchEngine(store: Queryable): SearchEngine {
  return {
    simple: (viewer, query) => searchSimple(store, viewer, query),
    simpleHistory: (viewer, query) => searchHistorySimple(store, viewer, query),
    search: (viewer, request) => searchRecords(store, viewer, request),
    stream: (viewer, request, options) => streamRecords(store, viewer, { ...request, ...options }),
  }
}
