import { type SavedSearchBody } from '@windvane/api'
import { type SavedSearch } from '../saved-searches/saved-search.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { toWebhookBody } from './to-webhook-body.ts'

export function toSavedSearchBody(
  saved: SavedSearch,
  webhooks: Pick<Webhooks, 'headerNames'>,
): SavedSearchBody {
  const { id, name, definition, alert, createdAt, updatedAt, checkedAt, problem } = saved
  const { webhook } = toWebhookBody(saved, webhooks)
  return {
    id,
    name,
    // A body of the request's schema, without the members that were not given.
    ...(definition as Pick<SavedSearchBody, 'simple' | 'advanced' | 'parameters'>),
    alert,
    ...(webhook && { webhook: { url: webhook.url, headerNames: [...webhook.headerNames] } }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(checkedAt && { checkedAt: checkedAt.toISOString() }),
    ...(problem !== undefined && { problem }),
  }
}
