import { AppError, type Entity, type Paging, parseSource, type Principal } from '@windvane/model'
import { findSource, listSources } from '../alerts/find-sources.ts'
import { type AlertPage, listAlerts } from '../alerts/list-alerts.ts'
import { type RaisePorts } from '../alerts/raise-alerts.ts'
import { sendTest } from '../alerts/send-test.ts'
import { type ClaimedJob } from '../queue/queue.ts'
import { type Search } from '../search/create-search.ts'
import { type SearchEngine } from '../search/search-engine.ts'
import { type Found } from '../search/found.ts'
import { checkSavedSearch } from './check-saved-search.ts'
import {
  createSavedSearch,
  deleteSavedSearch,
  type SavedSearchRequest,
  type SavePorts,
  updateSavedSearch,
} from './save-search.ts'
import { addDefinitions, type SavedSearch } from './saved-search.ts'
import { type PagingRequest, toPaging } from './search-definition.ts'

/** The saved searches of accounts. Throws `not_found` for an unknown id, and alike for another's. */
export type SavedSearches = {
  /** Throws 400 for a search, webhook or name that cannot be, and beyond the limit. */
  readonly create: (principal: Principal, request: SavedSearchRequest) => Promise<SavedSearch>
  readonly update: (
    principal: Principal,
    change: { readonly id: string; readonly request: SavedSearchRequest },
  ) => Promise<SavedSearch>
  readonly get: (principal: Principal, id: string) => Promise<SavedSearch>
  readonly list: (principal: Principal, paging: Paging) => Promise<SavedSearchPage>
  readonly delete: (principal: Principal, id: string) => Promise<void>
  /** Answers as the search itself. */
  readonly run: (
    principal: Principal,
    request: {
      readonly id: string
      readonly paging: PagingRequest
      readonly isExplained: boolean
    },
  ) => Promise<Found<Entity>>
  readonly listAlerts: (
    principal: Principal,
    request: { readonly id: string; readonly paging: Paging },
  ) => Promise<AlertPage>
  /** Gives the id of the alert; throws 400 without a webhook, 429 after too many. */
  readonly test: (principal: Principal, id: string) => Promise<string>
  /** Looks for new hits, for a claimed job. */
  readonly check: (job: ClaimedJob) => Promise<void>
}

type SavedSearchPage = { readonly total: number; readonly searches: readonly SavedSearch[] }

export type SavedSearchesOptions = Omit<SavePorts, 'webhooks'> & {
  readonly webhooks: SavePorts['webhooks'] & RaisePorts['webhooks']
  readonly search: Search
  readonly engine: SearchEngine
  readonly alertLimits: RaisePorts['limits']
}

const kind = 'saved-search'

export function createSavedSearches(options: SavedSearchesOptions): SavedSearches {
  const { store, search, alertLimits: limits } = options
  const ports = { ...options, limits }

  async function get(principal: Principal, id: string): Promise<SavedSearch> {
    const source = await findSource(store, principal, { kind, id })
    const [saved] = await addDefinitions(store, [source])
    if (saved === undefined) throw new AppError('not_found')
    return saved
  }

  return Object.freeze({
    create: (principal, request) => createSavedSearch(options, principal, request),
    update: (principal, change) => updateSavedSearch(options, principal, change),
    get,
    list: async (principal, paging) => {
      const { total, sources } = await listSources(store, principal, { kind, paging })
      return { total, searches: await addDefinitions(store, sources) }
    },
    delete: (principal, id) => deleteSavedSearch(options, principal, id),
    run: async (principal, { id, isExplained, paging: asked }) => {
      const { definition } = await get(principal, id)
      const { simple, advanced: body = {} } = definition
      const how = { paging: toPaging(definition, asked), isExplained }
      if (simple === undefined) return search.advanced(principal, { body, ...how })
      const { query, accuracy, reputation } = simple
      const source = parseSource(simple)
      return search.simple(principal, { query, accuracy, reputation, source, ...how })
    },
    listAlerts: async (principal, { id, paging }) => {
      const source = await findSource(store, principal, { kind, id })
      return listAlerts(store, principal, { sourceId: source.id, paging })
    },
    test: (principal, id) => sendTest(ports, principal, { kind, id }),
    check: (job) => checkSavedSearch(ports, job),
  } satisfies SavedSearches)
}
