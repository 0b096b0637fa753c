import { type Queryable } from '../../store/store.ts'
import { type SearchEngine } from '../search-engine.ts'
import { listEntities } from './list-entities.ts'
import { listSimple } from './list-simple.ts'
import { searchHistorySimple } from './search-history-simple.ts'
import { searchRecords } from './search-records.ts'
import { searchSimple } from './search-simple.ts'

/** Searches entities and history where they are stored, in PostgreSQL or PGlite. */
export function createPostgresSearchEngine(store: Queryable): SearchEngine {
  return {
    simple: (viewer, query) => searchSimple(store, viewer, query),
    listSimple: (viewer, query, range) => listSimple(store, viewer, { query, range }),
    simpleHistory: (viewer, query) => searchHistorySimple(store, viewer, query),
    list: (viewer, query, range) => listEntities(store, viewer, { query, range }),
    search: (viewer, request) => searchRecords(store, viewer, request),
  }
}
