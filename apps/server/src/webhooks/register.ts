import { AppError } from '@windvane/model'
import { type Queue } from '../queue/queue.ts'
import { type SecretBox } from '../secrets/secret-box.ts'
import { newId } from '../store/new-id.ts'
import { defineStatement, type Transaction } from '../store/store.ts'
import { type WebhookRegistration } from './create-webhooks.ts'
import { makeDue } from './make-due.ts'
import { sealWebhook } from './sealed-webhook.ts'

export type RegisterPorts = {
  readonly queue: Queue
  readonly secretBox: SecretBox
  readonly tx: Transaction
}

export async function register(
  { queue, secretBox, tx }: RegisterPorts,
  userId: string,
  { scan, webhook }: WebhookRegistration,
): Promise<void> {
  const [pending] = await tx.query(countPending, [scan.id])
  if (pending && pending.count >= maximumPerScan) {
    const reason = `more than ${maximumPerScan} webhooks on one scan`
    throw new AppError('webhook_refused', { reason, param: 'webhook' })
  }
  const { url, headers } = sealWebhook(secretBox, webhook)
  await tx.query(insert, [newId(), scan.id, userId, url, headers])
  if (scan.status === 'done') await makeDue(tx, queue, scan)
}

/** reliability.md C51. */
const maximumPerScan = 20

const countPending = defineStatement<{ readonly count: number }>(
  'webhook-count-pending',
  `SELECT count(*)::int AS count FROM webhooks
   WHERE scan_id = $1 AND state IN ('waiting', 'due')`,
)

const insert = defineStatement<never>(
  'webhook-insert',
  `INSERT INTO webhooks (id, scan_id, user_id, url, headers, state)
   VALUES ($1, $2, $3, $4, $5, 'waiting')`,
)
