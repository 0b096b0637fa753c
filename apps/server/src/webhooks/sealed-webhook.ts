import { type SecretBox } from '../secrets/secret-box.ts'
import { type Webhook, type WebhookHeader } from './parse-webhook.ts'

/** A webhook as it is kept: nothing but a delivery opens the headers. */
export type SealedWebhook = { readonly url: string; readonly headers: Buffer }

export function sealWebhook(secretBox: SecretBox, { url, headers }: Webhook): SealedWebhook {
  return { url, headers: secretBox.seal(JSON.stringify(headers)) }
}

/** What may be shown of sealed headers. */
export function readHeaderNames(secretBox: SecretBox, headers: Buffer): readonly string[] {
  return openHeaders(secretBox, headers).map(({ key }) => key)
}

export function openHeaders(secretBox: SecretBox, headers: Buffer): readonly WebhookHeader[] {
  // Only `sealWebhook` seals the column.
  return JSON.parse(secretBox.open(headers)) as readonly WebhookHeader[]
}
