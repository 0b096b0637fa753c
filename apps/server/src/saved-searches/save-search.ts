import { type Principal } from '@windvane/model'
import { type AlertSource } from '../alerts/alert-source.ts'
import { createSource, lockAccount } from '../alerts/create-source.ts'
import { deleteSource } from '../alerts/delete-source.ts'
import { parseSourceName } from '../alerts/parse-source-name.ts'
import { updateSource } from '../alerts/update-source.ts'
import { toWebhookChange } from '../alerts/webhook-change.ts'
import { type Queue } from '../queue/queue.ts'
import { type Store, type Transaction } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { type WebhookRequest } from '../webhooks/parse-webhook.ts'
import { addDefinitions, type SavedSearch, writeDefinition } from './saved-search.ts'
import { checkDefinition, type SearchDefinition } from './search-definition.ts'

export type SavedSearchRequest = SearchDefinition & {
  readonly name: string
  readonly alert?: boolean | undefined
  readonly webhook?: WebhookRequest | undefined
}

export type SavePorts = {
  readonly store: Store
  readonly queue: Queue
  readonly webhooks: Pick<Webhooks, 'parse' | 'seal'>
  /** Saved searches of one account. */
  readonly limit: number
  /** How often a saved search is looked at for new hits. */
  readonly intervalMs: number
}

const kind = 'saved-search'

export async function createSavedSearch(
  ports: SavePorts,
  principal: Principal,
  request: SavedSearchRequest,
): Promise<SavedSearch> {
  const { store, webhooks, limit } = ports
  const name = parseSourceName(request.name)
  checkDefinition(request)
  const webhook = request.webhook && webhooks.seal(webhooks.parse(request.webhook))
  return store.transaction(async (tx) => {
    const { userId } = principal
    const source = await createSource(tx, { userId, kind, name, webhook }, limit)
    return finish(tx, ports, { source, request })
  })
}

/** Replaces a saved search whole; throws `not_found` for what is not the caller's. */
export async function updateSavedSearch(
  ports: SavePorts,
  principal: Principal,
  { id, request }: { readonly id: string; readonly request: SavedSearchRequest },
): Promise<SavedSearch> {
  const name = parseSourceName(request.name)
  checkDefinition(request)
  const change = { id, kind, name, ...toWebhookChange(ports.webhooks, request) } as const
  return ports.store.transaction(async (tx) => {
    await lockAccount(tx, principal.userId)
    const source = await updateSource(tx, principal, change)
    return finish(tx, ports, { source, request })
  })
}

export async function deleteSavedSearch(
  { store, queue }: SavePorts,
  principal: Principal,
  id: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    await deleteSource(tx, principal, { kind, id })
    await queue.remove(tx, 'check-saved-search', id)
  })
}

type Saved = { readonly source: AlertSource; readonly request: SavedSearchRequest }

async function finish(
  tx: Transaction,
  { queue, intervalMs }: SavePorts,
  { source, request }: Saved,
): Promise<SavedSearch> {
  const { simple, advanced, parameters, alert = false } = request
  await writeDefinition(tx, source.id, { definition: { simple, advanced, parameters }, alert })
  const subject = source.id
  await queue.remove(tx, 'check-saved-search', subject)
  if (alert) {
    const runAt = new Date(Date.now() + intervalMs)
    await queue.enqueue(tx, { kind: 'check-saved-search', subject, runAt })
  }
  const [saved] = await addDefinitions(tx, [source])
  if (saved === undefined) throw new TypeError('One source makes one saved search')
  return saved
}
