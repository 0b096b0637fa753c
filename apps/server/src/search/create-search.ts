import { type Principal } from '@windvane/model'
import {
  type EntityPage,
  runSimpleSearch,
  type SearchPorts,
  type SimpleSearch,
} from './simple-search.ts'

export type Search = {
  readonly simple: (principal: Principal, search: SimpleSearch) => Promise<EntityPage>
}

export function createSearch(ports: SearchPorts): Search {
  return { simple: (principal, search) => runSimpleSearch(ports, principal, search) }
}
