import { type Queue } from '../queue/queue.ts'
import { defineStatement, type Transaction } from '../store/store.ts'

export type FinishedScan = { readonly id: string; readonly target: string }

/** The message is written once, here: every attempt sends the same bytes. */
export async function makeDue(tx: Transaction, queue: Queue, scan: FinishedScan): Promise<void> {
  const due = await tx.query(updateWaiting, [scan.id, webhookBody(scan)])
  for (const { id } of due) await queue.enqueue(tx, { kind: 'deliver-webhook', subject: id })
}

/** contract.md 3.1. */
function webhookBody({ id, target }: FinishedScan): string {
  return JSON.stringify({ id, status: 'done', target, taskId: id })
}

const updateWaiting = defineStatement<{ readonly id: string }>(
  'webhook-make-due',
  `UPDATE webhooks SET state = 'due', body = $2, due_at = now()
   WHERE scan_id = $1 AND state = 'waiting'
   RETURNING id`,
)
