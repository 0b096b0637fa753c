import { setTimeout } from 'node:timers/promises'
import { type buildConnector } from 'undici'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { type SecretBox } from '../secrets/secret-box.ts'
import { type Queryable, type Store } from '../store/store.ts'
import { type WebhookClock } from './create-webhooks.ts'
import {
  beginAttempt,
  type DueWebhook,
  endAttempt,
  findDueWebhook,
  forgetAttempt,
  markDueAt,
  markEnded,
} from './due-webhook.ts'
import { type GatedDelivery, type HostGate } from './host-gate.ts'
import { nextWaitMs, parseRetryAfterMs } from './schedule.ts'
import { openHeaders } from './sealed-webhook.ts'
import { type OutgoingMessage, sendMessage, type SendResult } from './send-message.ts'
import { sign } from './sign.ts'
import { type SigningSecrets } from './signing-secrets.ts'

export type DeliverPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly secretBox: SecretBox
  readonly secrets: SigningSecrets
  readonly gate: HostGate
  readonly connect: buildConnector.connector
  readonly clock: WebhookClock
}

type Delivery = {
  readonly job: ClaimedJob
  readonly webhook: DueWebhook
  readonly signal: AbortSignal
}

/** One attempt: sent, recorded, and either ended or put back for the next wait of the schedule. */
export async function deliver(
  ports: DeliverPorts,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<void> {
  const webhook = await findDueWebhook(ports.store, job.subject)
  if (!webhook) return dropJob(ports, job)
  if (webhook.interruptions >= maximumInterruptions) {
    return ports.store.transaction((tx) => end(tx, { queue: ports.queue, job, state: 'failed' }))
  }
  const { id, userId } = webhook
  const delivery = { id, userId, host: new URL(webhook.url).host }
  await waitWhileBusy(ports.gate, delivery, signal)
  const pass = ports.gate.enter(delivery)
  if ('waitMs' in pass) return defer(ports, job, pass.waitMs)
  let isDelivered = false
  try {
    isDelivered = await attemptOnce(ports, { job, webhook, signal })
  } finally {
    pass.leave(isDelivered)
  }
}

/** Attempts that never told how they went: the message itself may be what ends the process. */
const maximumInterruptions = 5

/**
 * A receiver that is quick is through with the message before soon, and a burst of alerts need not go
 * back to the queue one by one; whoever is not holds a place of the worker no longer than this.
 */
const busyWaitMs = 500
const busyStepMs = 10

async function waitWhileBusy(
  gate: HostGate,
  delivery: GatedDelivery,
  signal: AbortSignal,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < busyWaitMs && gate.isBusy(delivery); waitedMs += busyStepMs) {
    await setTimeout(busyStepMs, undefined, { signal })
  }
}

async function dropJob({ store, queue }: DeliverPorts, job: ClaimedJob): Promise<void> {
  await queue.finish(store, job)
}

async function defer(
  { store, queue, clock }: DeliverPorts,
  job: ClaimedJob,
  waitMs: number,
): Promise<void> {
  const jitteredMs = waitMs * (1 + clock.random())
  await queue.retry(store, job, new Date(clock.nowMs() + jitteredMs))
}

/** reliability.md P14. */
const timeoutMs = 15_000

async function attemptOnce(ports: DeliverPorts, delivery: Delivery): Promise<boolean> {
  const { store, queue, clock, connect } = ports
  const { job, webhook, signal } = delivery
  const attempt = webhook.failures + webhook.interruptions + 1
  if (!(await queue.renew(job))) return false
  await beginAttempt(store, webhook.id, attempt)
  const startedMs = clock.monotonicMs()
  try {
    const message = await writeMessage(ports, webhook)
    const result = await sendMessage(message, { connect, signal, timeoutMs })
    const durationMs = Math.round(clock.monotonicMs() - startedMs)
    await settle(ports, delivery, { ...result, attempt, durationMs })
    return result.outcome === '2xx'
  } catch (error) {
    if (signal.aborted) await forgetAttempt(store, webhook.id, attempt)
    throw error
  }
}

async function writeMessage(
  { secretBox, secrets, clock }: DeliverPorts,
  { id, url, body, headers, userId }: DueWebhook,
): Promise<OutgoingMessage> {
  const own = openHeaders(secretBox, headers)
  const timestamp = Math.floor(clock.nowMs() / 1_000)
  const signature = sign({ id, timestamp, body }, await secrets.list(userId))
  const hasAgent = own.some(({ key }) => key.toLowerCase() === 'user-agent')
  return {
    url,
    body,
    headers: [
      ...(hasAgent ? [] : [{ key: 'user-agent', value: 'Windvane' }]),
      ...own,
      { key: 'content-type', value: 'application/json' },
      { key: 'webhook-id', value: id },
      { key: 'webhook-timestamp', value: String(timestamp) },
      { key: 'webhook-signature', value: signature },
    ],
  }
}

type Attempt = SendResult & { readonly attempt: number; readonly durationMs: number }

async function settle(ports: DeliverPorts, delivery: Delivery, attempt: Attempt): Promise<void> {
  const { job, webhook } = delivery
  const { queue } = ports
  await ports.store.transaction(async (tx) => {
    await endAttempt(tx, webhook.id, attempt)
    if (attempt.outcome === '2xx') return end(tx, { queue, job, state: 'delivered' })
    const waitMs = attempt.outcome === '410' ? undefined : waitAfter(ports, webhook, attempt)
    if (waitMs === undefined) return end(tx, { queue, job, state: 'failed' })
    const runAt = new Date(ports.clock.nowMs() + waitMs)
    if (!(await queue.retry(tx, job, runAt))) throw leaseLost()
    await markDueAt(tx, webhook.id, runAt)
  })
}

function waitAfter(
  { clock }: DeliverPorts,
  { failures }: DueWebhook,
  { retryAfter }: Attempt,
): number | undefined {
  const retryAfterMs = parseRetryAfterMs(retryAfter, clock.nowMs())
  return nextWaitMs(failures + 1, { random: clock.random(), retryAfterMs })
}

type Ending = {
  readonly queue: Queue
  readonly job: ClaimedJob
  readonly state: 'delivered' | 'failed'
}

async function end(tx: Queryable, { queue, job, state }: Ending): Promise<void> {
  if (!(await queue.finish(tx, job))) throw leaseLost()
  await markEnded(tx, job.subject, state)
}

function leaseLost(): Error {
  return new Error('the lease of the webhook was lost')
}
