import { type AlertSource } from '../alerts/alert-source.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'

/** The webhook of a source as it may be shown. */
export function toWebhookBody(
  { webhookUrl: url, webhookHeaders: headers }: AlertSource,
  webhooks: Pick<Webhooks, 'headerNames'>,
): { readonly webhook?: { readonly url: string; readonly headerNames: readonly string[] } } {
  if (url === undefined || headers === undefined) return {}
  return { webhook: { url, headerNames: webhooks.headerNames(headers) } }
}
