import { AppError, type Paging, type Principal } from '@windvane/model'
import { deleteSource } from '../alerts/delete-source.ts'
import { findSource, listSources } from '../alerts/find-sources.ts'
import { type AlertPage, listAlerts } from '../alerts/list-alerts.ts'
import { type RaisePorts } from '../alerts/raise-alerts.ts'
import { sendTest } from '../alerts/send-test.ts'
import {
  type SavePorts,
  createWatchlist,
  updateWatchlist,
  type WatchlistRequest,
} from './save-watchlist.ts'
import { addWatches, type Watchlist } from './watchlist.ts'

/** The watchlists of accounts. Throws `not_found` for an unknown id, and alike for another's. */
export type Watchlists = {
  /** Throws 400 for a watch, webhook or name that cannot be, and beyond the limits. */
  readonly create: (principal: Principal, request: WatchlistRequest) => Promise<Watchlist>
  readonly update: (
    principal: Principal,
    change: { readonly id: string; readonly request: WatchlistRequest },
  ) => Promise<Watchlist>
  readonly get: (principal: Principal, id: string) => Promise<Watchlist>
  readonly list: (principal: Principal, paging: Paging) => Promise<WatchlistPage>
  readonly delete: (principal: Principal, id: string) => Promise<void>
  readonly listAlerts: (
    principal: Principal,
    request: { readonly id: string; readonly paging: Paging },
  ) => Promise<AlertPage>
  /** Gives the id of the alert; throws 400 without a webhook, 429 after too many. */
  readonly test: (principal: Principal, id: string) => Promise<string>
}

type WatchlistPage = { readonly total: number; readonly watchlists: readonly Watchlist[] }

export type WatchlistsOptions = Omit<SavePorts, 'webhooks'> & {
  readonly webhooks: SavePorts['webhooks'] & RaisePorts['webhooks']
  readonly alertLimits: RaisePorts['limits']
}

const kind = 'watchlist'

export function createWatchlists(options: WatchlistsOptions): Watchlists {
  const { store, webhooks, alertLimits } = options
  return Object.freeze({
    create: (principal, request) => createWatchlist(options, principal, request),
    update: (principal, change) => updateWatchlist(options, principal, change),
    get: async (principal, id) => {
      const [watchlist] = await addWatches(store, [
        await findSource(store, principal, { kind, id }),
      ])
      if (watchlist === undefined) throw new AppError('not_found')
      return watchlist
    },
    list: async (principal, paging) => {
      const { total, sources } = await listSources(store, principal, { kind, paging })
      return { total, watchlists: await addWatches(store, sources) }
    },
    delete: (principal, id) => deleteSource(store, principal, { kind, id }),
    listAlerts: async (principal, { id, paging }) => {
      const source = await findSource(store, principal, { kind, id })
      return listAlerts(store, principal, { sourceId: source.id, paging })
    },
    test: (principal, id) =>
      sendTest({ store, webhooks, limits: alertLimits }, principal, { kind, id }),
  } satisfies Watchlists)
}
