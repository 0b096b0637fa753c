import { type Principal } from '@windvane/model'
import { type EntityExport, type ExportRequest, exportEntities } from './export-entities.ts'
import { type Queryable } from '../store/store.ts'
import {
  type EntityPage,
  runSimpleSearch,
  type SearchPorts,
  type SimpleSearch,
} from './simple-search.ts'

export type Search = {
  readonly simple: (principal: Principal, search: SimpleSearch) => Promise<EntityPage>
  readonly export: (principal: Principal, request: ExportRequest) => Promise<EntityExport>
}

export function createSearch(ports: SearchPorts & { readonly store: Queryable }): Search {
  return {
    simple: (principal, search) => runSimpleSearch(ports, principal, search),
    export: (principal, request) => exportEntities(ports, principal, request),
  }
}
