import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { type WebhookRequest } from '../webhooks/parse-webhook.ts'
import { type SourceChange } from './update-source.ts'

/** A webhook without headers keeps those it has: no reply shows them, so nobody can repeat them. */
export function toWebhookChange(
  webhooks: Pick<Webhooks, 'parse' | 'seal'>,
  { webhook: request }: { readonly webhook?: WebhookRequest | undefined },
): Pick<SourceChange, 'webhook' | 'noHeaders'> {
  const webhook = request && webhooks.parse(request)
  const { headers: noHeaders } = webhooks.seal({ url: '', headers: [] })
  if (webhook === undefined) return { webhook: undefined, noHeaders }
  const isKept = request?.headers === undefined
  return { webhook: isKept ? { url: webhook.url } : webhooks.seal(webhook), noHeaders }
}
