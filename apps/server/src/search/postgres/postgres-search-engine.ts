import { type Queryable } from '../../store/store.ts'
import { type SearchEngine } from '../search-engine.ts'
import { listSimple } from './list-simple.ts'
import { searchSimple } from './search-simple.ts'

/** Searches the entities where they are stored, in PostgreSQL or PGlite. */
export function createPostgresSearchEngine(store: Queryable): SearchEngine {
  return {
    simple: (viewer, query) => searchSimple(store, viewer, query),
    listSimple: (viewer, query, range) => listSimple(store, viewer, { query, range }),
  }
}
