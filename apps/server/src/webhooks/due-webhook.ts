import { defineStatement, type Queryable } from '../store/store.ts'

/** A webhook whose scan is done, or of an alert, whose message did not arrive yet. */
export type DueWebhook = {
  readonly id: string
  readonly userId: string
  readonly url: string
  /** Sealed. */
  readonly headers: Buffer
  readonly body: string
  /** Attempts that ended, all without success. */
  readonly failures: number
  /** Attempts whose end was never recorded. */
  readonly interruptions: number
}

export async function findDueWebhook(db: Queryable, id: string): Promise<DueWebhook | undefined> {
  const [row] = await db.query(selectDue, [id])
  return row && { ...row, userId: row.user_id }
}

type DueRow = Omit<DueWebhook, 'userId'> & { readonly user_id: string }

const selectDue = defineStatement<DueRow>(
  'webhook-find-due',
  `SELECT w.id, w.user_id, w.url, w.headers,
     coalesce(w.body, (SELECT alerts.body FROM alerts WHERE alerts.id = w.alert_id)) AS body,
     count(a.attempt) FILTER (WHERE a.outcome <> 'interrupted')::int AS failures,
     count(a.attempt) FILTER (WHERE a.outcome = 'interrupted')::int AS interruptions
   FROM webhooks w LEFT JOIN webhook_attempts a ON a.webhook_id = w.id
   WHERE w.id = $1 AND w.state = 'due'
   GROUP BY w.id`,
)

/** Until its end is recorded an attempt counts as interrupted, whatever kills the process. */
export async function beginAttempt(db: Queryable, id: string, attempt: number): Promise<void> {
  await db.query(insertAttempt, [id, attempt])
}

const insertAttempt = defineStatement<never>(
  'webhook-begin-attempt',
  `INSERT INTO webhook_attempts (webhook_id, attempt, outcome, duration_ms)
   VALUES ($1, $2, 'interrupted', 0)`,
)

export async function endAttempt(
  db: Queryable,
  id: string,
  attempt: { readonly attempt: number; readonly outcome: string; readonly durationMs: number },
): Promise<void> {
  await db.query(updateAttempt, [id, attempt.attempt, attempt.outcome, attempt.durationMs])
}

const updateAttempt = defineStatement<never>(
  'webhook-end-attempt',
  `UPDATE webhook_attempts SET outcome = $3, duration_ms = $4
   WHERE webhook_id = $1 AND attempt = $2`,
)

/** An orderly stop is nobody's failure. */
export async function forgetAttempt(db: Queryable, id: string, attempt: number): Promise<void> {
  await db.query(deleteAttempt, [id, attempt])
}

const deleteAttempt = defineStatement<never>(
  'webhook-forget-attempt',
  'DELETE FROM webhook_attempts WHERE webhook_id = $1 AND attempt = $2',
)

export async function markDueAt(db: Queryable, id: string, dueAt: Date): Promise<void> {
  await db.query(updateDueAt, [id, dueAt])
}

const updateDueAt = defineStatement<never>(
  'webhook-mark-due-at',
  'UPDATE webhooks SET due_at = $2 WHERE id = $1',
)

/** The caller's headers are needed no more, and what is not kept cannot be stolen. */
export async function markEnded(
  db: Queryable,
  id: string,
  state: 'delivered' | 'failed',
): Promise<void> {
  await db.query(updateEnded, [id, state])
}

const updateEnded = defineStatement<never>(
  'webhook-mark-ended',
  `UPDATE webhooks SET state = $2, finished_at = now(), headers = '' WHERE id = $1`,
)
