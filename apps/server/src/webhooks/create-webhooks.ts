import { type Principal } from '@windvane/model'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { type AddressPolicy } from '../scans/address-policy.ts'
import { type ScanStatus } from '../scans/scan-task.ts'
import { type SecretBox } from '../secrets/secret-box.ts'
import { type Store, type Transaction } from '../store/store.ts'
import { connectChecked, type LookUp } from './connect-checked.ts'
import { deliver } from './deliver.ts'
import { createHostGate } from './host-gate.ts'
import { listDeliveries, type WebhookDeliveries } from './list-deliveries.ts'
import { makeAlertsDue } from './make-alerts-due.ts'
import { type FinishedScan, makeDue } from './make-due.ts'
import { parseWebhook, type Webhook, type WebhookRequest } from './parse-webhook.ts'
import { register } from './register.ts'
import { readHeaderNames, type SealedWebhook, sealWebhook } from './sealed-webhook.ts'
import { createSigningSecrets, type SigningSecrets } from './signing-secrets.ts'

export type WebhookRegistration = {
  readonly scan: FinishedScan & { readonly status: ScanStatus }
  readonly webhook: Webhook
}

/** Telling callers that their scan is done: an outbox, sent from by jobs. */
export type Webhooks = {
  /** Throws `webhook_refused` (400). */
  readonly parse: (request: WebhookRequest) => Webhook
  /** Adds a webhook to a task the transaction has locked; on a done task it is due at once. */
  readonly register: (
    tx: Transaction,
    userId: string,
    registration: WebhookRegistration,
  ) => Promise<void>
  /** Makes the webhooks of a task due, in the transaction that makes it done. */
  readonly makeDue: (tx: Transaction, scan: FinishedScan) => Promise<void>
  /** Makes the messages of alerts due, in the transaction that raises them. */
  readonly makeAlertsDue: (tx: Transaction, alertIds: readonly string[]) => Promise<void>
  readonly seal: (webhook: Webhook) => SealedWebhook
  /** What may be shown of sealed headers. */
  readonly headerNames: (headers: Buffer) => readonly string[]
  /** One attempt for a claimed job; rejects when `signal` fires. */
  readonly deliver: (job: ClaimedJob, signal: AbortSignal) => Promise<void>
  /** The caller's own webhooks of a task. */
  readonly list: (principal: Principal, scanId: string) => Promise<readonly WebhookDeliveries[]>
  readonly secrets: SigningSecrets
}

export type WebhooksOptions = {
  readonly store: Store
  readonly queue: Queue
  readonly secretBox: SecretBox
  readonly addressPolicy: AddressPolicy
  readonly lookUp?: LookUp
  readonly clock?: WebhookClock
}

/** Time and chance, so that a schedule of days can be followed in a test. */
export type WebhookClock = {
  readonly nowMs: () => number
  readonly monotonicMs: () => number
  /** Between 0 and 1. */
  readonly random: () => number
}

const systemClock: WebhookClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { store, queue, secretBox, addressPolicy, lookUp, clock = systemClock } = options
  const secrets = createSigningSecrets({ store, secretBox, nowMs: clock.nowMs })
  const gate = createHostGate(clock.monotonicMs)
  const connect = connectChecked(addressPolicy, lookUp)
  const ports = { store, queue, secretBox, secrets, gate, connect, clock }
  return Object.freeze({
    parse: (request) => parseWebhook(request, addressPolicy),
    register: (tx, userId, registration) =>
      register({ queue, secretBox, tx }, userId, registration),
    makeDue: (tx, scan) => makeDue(tx, queue, scan),
    makeAlertsDue: (tx, alertIds) => makeAlertsDue(tx, queue, alertIds),
    seal: (webhook) => sealWebhook(secretBox, webhook),
    headerNames: (headers) => readHeaderNames(secretBox, headers),
    deliver: (job, signal) => deliver(ports, job, signal),
    list: (principal, scanId) => listDeliveries(store, principal.userId, scanId),
    secrets,
  } satisfies Webhooks)
}
