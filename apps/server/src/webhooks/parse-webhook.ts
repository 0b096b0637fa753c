import { type AddressPolicy } from '../scans/address-policy.ts'
import { parseDestination } from './parse-destination.ts'
import { parseHeaders } from './parse-headers.ts'

/** A webhook as the request gives it. */
export type WebhookRequest = {
  readonly url: string
  readonly headers?: readonly WebhookHeader[] | undefined
}

export type WebhookHeader = { readonly key: string; readonly value: string }

/** A webhook that may be registered: a normalised URL without fragment, headers that may be sent. */
export type Webhook = {
  readonly url: string
  readonly headers: readonly WebhookHeader[]
}

/** Throws `webhook_refused` (400) with the reason. */
export function parseWebhook(request: WebhookRequest, policy: AddressPolicy): Webhook {
  return {
    url: parseDestination(request.url, policy),
    headers: parseHeaders(request.headers ?? []),
  }
}
