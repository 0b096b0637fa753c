import { createHmac } from 'node:crypto'

export type WebhookMessage = {
  readonly id: string
  /** Unix seconds. */
  readonly timestamp: number
  readonly body: string
}

/**
 * The value of `webhook-signature` (Standard Webhooks): one signature per secret, separated by
 * spaces, so that a receiver may hold either secret while one replaces the other.
 */
export function sign({ id, timestamp, body }: WebhookMessage, secrets: readonly string[]): string {
  const signed = `${id}.${timestamp}.${body}`
  return secrets
    .map((secret) => Buffer.from(secret.slice(secretPrefix.length), 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    .join(' ')
}

/** What every secret begins with; the base64 of the key follows. */
export const secretPrefix = 'whsec_'
