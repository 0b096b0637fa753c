import { AppError, escapeValue, type Principal, type WatchRequest } from '@windvane/model'
import { type AlertSource } from '../alerts/alert-source.ts'
import { createSource, lockAccount } from '../alerts/create-source.ts'
import { parseSourceName } from '../alerts/parse-source-name.ts'
import { updateSource } from '../alerts/update-source.ts'
import { toWebhookChange } from '../alerts/webhook-change.ts'
import { type Store } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { type WebhookRequest } from '../webhooks/parse-webhook.ts'
import { type ParsedWatch, parseWatch } from './parse-watch.ts'
import { addWatches, type Watchlist } from './watchlist.ts'
import { writeWatches } from './write-watches.ts'

export type WatchlistRequest = {
  readonly name: string
  readonly watches: readonly WatchRequest[]
  readonly webhook?: WebhookRequest | undefined
}

type WatchlistLimits = {
  /** Watchlists of one account. */
  readonly watchlists: number
  /** Watches of one account, in all its watchlists. */
  readonly watches: number
}

export type SavePorts = {
  readonly store: Store
  readonly webhooks: Pick<Webhooks, 'parse' | 'seal'>
  readonly sha3: (text: string) => string
  readonly limits: WatchlistLimits
}

export async function createWatchlist(
  ports: SavePorts,
  principal: Principal,
  request: WatchlistRequest,
): Promise<Watchlist> {
  const { store, webhooks, limits } = ports
  const name = parseSourceName(request.name)
  const watches = parseWatches(ports, request)
  const webhook = request.webhook && webhooks.seal(webhooks.parse(request.webhook))
  return store.transaction(async (tx) => {
    const source = { userId: principal.userId, kind: 'watchlist', name, webhook } as const
    const created = await createSource(tx, source, limits.watchlists)
    return finish(tx, { source: created, watches, limits })
  })
}

/** Replaces a watchlist whole; throws `not_found` for what is not the caller's. */
export async function updateWatchlist(
  ports: SavePorts,
  principal: Principal,
  { id, request }: { readonly id: string; readonly request: WatchlistRequest },
): Promise<Watchlist> {
  const { store, webhooks, limits } = ports
  const name = parseSourceName(request.name)
  const watches = parseWatches(ports, request)
  const change = { id, kind: 'watchlist', name, ...toWebhookChange(webhooks, request) } as const
  return store.transaction(async (tx) => {
    await lockAccount(tx, principal.userId)
    const source = await updateSource(tx, principal, change)
    return finish(tx, { source, watches, limits })
  })
}

function parseWatches(
  { sha3, limits }: SavePorts,
  { watches }: WatchlistRequest,
): readonly ParsedWatch[] {
  if (watches.length === 0) throw new AppError('value_empty', { param: 'watches' })
  if (watches.length > limits.watches) {
    throw refused(`at most ${limits.watches} watches in all watchlists`)
  }
  const parsed = watches.map((watch, index) =>
    parseWatch(watch, { path: `watches.${index}`, hash: sha3 }),
  )
  const seen = new Set<string>()
  for (const { kind, target } of parsed) {
    const key = `${kind} ${target}`
    if (seen.has(key)) throw refused(`${kind} given twice: ${escapeValue(target)}`)
    seen.add(key)
  }
  return parsed
}

function refused(reason: string): AppError {
  return new AppError('invalid_request', { reason, param: 'watches' })
}

type Saved = {
  readonly source: AlertSource
  readonly watches: readonly ParsedWatch[]
  readonly limits: WatchlistLimits
}

async function finish(
  tx: Parameters<typeof writeWatches>[0],
  { source, watches, limits }: Saved,
): Promise<Watchlist> {
  await writeWatches(tx, { sourceId: source.id, watches }, limits.watches)
  const [watchlist] = await addWatches(tx, [source])
  if (watchlist === undefined) throw new TypeError('One source makes one watchlist')
  return watchlist
}
