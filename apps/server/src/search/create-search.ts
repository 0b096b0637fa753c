import { type Principal } from '@windvane/model'
import { type Viewer } from '../entity-rows/visible.ts'
import { type SearchHits } from './search-engine.ts'
import {
  type EntityPage,
  findSimple,
  runSimpleSearch,
  type SearchPorts,
  type SimpleSearch,
} from './simple-search.ts'

export type Search = {
  readonly simple: (principal: Principal, search: SimpleSearch) => Promise<EntityPage>
  /** The entities that a simple search finds, as this viewer sees them. */
  readonly findSimple: (viewer: Viewer, search: Omit<SimpleSearch, 'source'>) => Promise<SearchHits>
}

export function createSearch(ports: SearchPorts): Search {
  return {
    simple: (principal, search) => runSimpleSearch(ports, principal, search),
    findSimple: (viewer, search) => findSimple(ports, viewer, search),
  }
}
