import { defineStatement, type Queryable } from '../store/store.ts'

/** One webhook and what became of it. The headers are never part of it. */
export type WebhookDeliveries = Delivery & {
  readonly id: string
  readonly url: string
  readonly createdAt: string
}

export type Delivery = {
  readonly state: WebhookState
  /** When it is or was last to be sent. */
  readonly dueAt?: string
  readonly finishedAt?: string
  readonly attempts: readonly WebhookAttempt[]
}

/** `waiting` for the scan, `due` to be sent, and how it ended. */
type WebhookState = 'waiting' | 'due' | 'delivered' | 'failed'

type WebhookAttempt = {
  readonly attempt: number
  readonly at: string
  readonly outcome: string
  readonly durationMs: number
}

export async function listDeliveries(
  db: Queryable,
  userId: string,
  scanId: string,
): Promise<readonly WebhookDeliveries[]> {
  const webhooks = await db.query(selectWebhooks, [scanId, userId])
  const deliveries = await addAttempts(db, webhooks)
  return deliveries.map(({ row, delivery }) => ({
    id: row.id,
    url: row.url,
    createdAt: row.created_at.toISOString(),
    ...delivery,
  }))
}

/** What became of the messages of alerts, by the id that both have. */
export async function listAlertDeliveries(
  db: Queryable,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, Delivery>> {
  const webhooks = await db.query(selectAlertWebhooks, [alertIds])
  const deliveries = await addAttempts(db, webhooks)
  return new Map(deliveries.map(({ row, delivery }) => [row.id, delivery]))
}

async function addAttempts(db: Queryable, webhooks: readonly WebhookRow[]) {
  const ids = webhooks.map(({ id }) => id)
  const attempts = ids.length === 0 ? [] : await db.query(selectAttempts, [ids])
  const byWebhook = Map.groupBy(attempts, ({ webhook_id: id }) => id)
  return webhooks.map((row) => ({
    row,
    delivery: {
      state: row.state,
      ...(row.due_at && { dueAt: row.due_at.toISOString() }),
      ...(row.finished_at && { finishedAt: row.finished_at.toISOString() }),
      attempts: (byWebhook.get(row.id) ?? []).map(toAttempt),
    } satisfies Delivery,
  }))
}

type WebhookRow = {
  readonly id: string
  readonly url: string
  readonly state: WebhookState
  readonly created_at: Date
  readonly due_at: Date | null
  readonly finished_at: Date | null
}

const selectWebhooks = defineStatement<WebhookRow>(
  'webhook-list',
  `SELECT id, url, state, created_at, due_at, finished_at FROM webhooks
   WHERE scan_id = $1 AND user_id = $2
   ORDER BY id DESC LIMIT 100`,
)

const selectAlertWebhooks = defineStatement<WebhookRow>(
  'webhook-list-of-alerts',
  `SELECT id, url, state, created_at, due_at, finished_at FROM webhooks
   WHERE alert_id = ANY($1::uuid[])`,
)

type AttemptRow = {
  readonly webhook_id: string
  readonly attempt: number
  readonly at: Date
  readonly outcome: string
  readonly duration_ms: number
}

const selectAttempts = defineStatement<AttemptRow>(
  'webhook-list-attempts',
  `SELECT webhook_id, attempt, at, outcome, duration_ms FROM webhook_attempts
   WHERE webhook_id = ANY($1::uuid[])
   ORDER BY webhook_id, attempt`,
)

function toAttempt(row: AttemptRow): WebhookAttempt {
  return {
    attempt: row.attempt,
    at: row.at.toISOString(),
    outcome: row.outcome,
    durationMs: row.duration_ms,
  }
}
