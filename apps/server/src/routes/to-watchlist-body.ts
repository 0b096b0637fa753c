import { toWatchBody } from '../watchlists/watch.ts'
import { type Watchlist } from '../watchlists/watchlist.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { toWebhookBody } from './to-webhook-body.ts'

export function toWatchlistBody(watchlist: Watchlist, webhooks: Pick<Webhooks, 'headerNames'>) {
  const { id, name, watches, createdAt, updatedAt } = watchlist
  return {
    id,
    name,
    watches: watches.map(toWatchBody),
    ...toWebhookBody(watchlist, webhooks),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
