import { type Entity, type HistoryRecord, type Principal } from '@windvane/model'
import { type AdvancedSearch, searchAdvanced, searchHistoryAdvanced } from './advanced-search.ts'
import { type EntityExport, type ExportRequest, exportEntities } from './export-entities.ts'
import { type Found } from './found.ts'
import { extractValues, lookUpMany, type ValueAnswer } from './look-up-many.ts'
import { type QueryLimits, QueryPlaces } from './query-places.ts'
import { toViewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
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
  /** What is known of each of many values as they are pasted, or of the indicators in a text. */
  readonly lookUp: (principal: Principal, asked: AskedValues) => Promise<readonly ValueAnswer[]>
  readonly export: (principal: Principal, request: ExportRequest) => Promise<EntityExport>
}

type AskedValues = { readonly values: readonly string[]; readonly text: string | undefined }

type AllPorts = SearchPorts & { readonly store: Queryable; readonly limits: QueryLimits }

/**
 * Most simple searches are one look-up of a fraction of a millisecond, and none takes more than a
 * second: so many weigh like one of the others.
 */
const simplePerPlace = 16

/** Every search takes a place of its account before it asks the engine. */
export function createSearch(ports: AllPorts): Search {
  const { engine, limits } = ports
  const places = new QueryPlaces(limits)
  const simplePlaces = new QueryPlaces({
    perAccount: limits.perAccount * simplePerPlace,
    atOnce: limits.atOnce * simplePerPlace,
  })
  return {
    simple: (principal, search) =>
      simplePlaces.run(principal.userId, () => searchSimple(ports, principal, search)),
    simpleHistory: (principal, search) =>
      places.run(principal.userId, () => searchHistorySimple(ports, principal, search)),
    advanced: (principal, search) =>
      places.run(principal.userId, () => searchAdvanced(engine, principal, search)),
    advancedHistory: (principal, search) =>
      places.run(principal.userId, () => searchHistoryAdvanced(engine, principal, search)),
    lookUp: (principal, { values, text }) =>
      places.run(principal.userId, async () => {
        const found = text === undefined ? [] : await extractValues(text)
        return lookUpMany(ports, toViewer(principal.groups), [...values, ...found])
      }),
    export: (principal, request) =>
      places.run(principal.userId, () => exportEntities(ports, principal, request)),
  }
}
