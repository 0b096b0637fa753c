import { type Entity, type HistoryRecord, type Principal } from '@windvane/model'
import { type AdvancedSearch, searchAdvanced, searchHistoryAdvanced } from './advanced-search.ts'
import { type Found } from './found.ts'
import { type QueryLimits, QueryPlaces } from './query-places.ts'
import {
  searchHistorySimple,
  type SearchPorts,
  searchSimple,
  type SimpleSearch,
} from './simple-search.ts'

export type Search = {
  readonly simple: (principal: Principal, search: SimpleSearch) => Promise<Found<Entity>>
  readonly simpleHistory: (
    principal: Principal,
    search: SimpleSearch,
  ) => Promise<Found<HistoryRecord>>
  readonly advanced: (principal: Principal, search: AdvancedSearch) => Promise<Found<Entity>>
  readonly advancedHistory: (
    principal: Principal,
    search: AdvancedSearch,
  ) => Promise<Found<HistoryRecord>>
}

/** Every search takes a place of its account before it asks the engine. */
export function createSearch(ports: SearchPorts & { readonly limits: QueryLimits }): Search {
  const { engine, limits } = ports
  const places = new QueryPlaces(limits)
  return {
    simple: (principal, search) =>
      places.run(principal.userId, () => searchSimple(ports, principal, search)),
    simpleHistory: (principal, search) =>
      places.run(principal.userId, () => searchHistorySimple(ports, principal, search)),
    advanced: (principal, search) =>
      places.run(principal.userId, () => searchAdvanced(engine, principal, search)),
    advancedHistory: (principal, search) =>
      places.run(principal.userId, () => searchHistoryAdvanced(engine, principal, search)),
  }
}
