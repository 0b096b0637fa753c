import { type Queue } from '../queue/queue.ts'
import { defineStatement, type Transaction } from '../store/store.ts'

/**
 * Makes the messages of alerts due, in the transaction that raises them: those whose watchlist or
 * saved search has a webhook. The id of the alert is the id of the message.
 */
export async function makeAlertsDue(
  tx: Transaction,
  queue: Queue,
  alertIds: readonly string[],
): Promise<void> {
  const due = await tx.query(insertDue, [alertIds])
  const ids = due.map(({ id }) => id)
  await queue.enqueueAll(tx, 'deliver-webhook', ids)
}

const insertDue = defineStatement<{ readonly id: string }>(
  'webhook-make-alerts-due',
  `INSERT INTO webhooks (id, alert_id, user_id, url, headers, state, due_at)
   SELECT a.id, a.id, s.user_id, s.webhook_url, s.webhook_headers, 'due', now()
   FROM alerts a JOIN alert_sources s ON s.id = a.source_id
   WHERE a.id = ANY($1::uuid[]) AND s.webhook_url IS NOT NULL
   RETURNING id`,
)
