import { type ClaimedJob } from '../queue/queue.ts'
import { defineStatement, type Queryable } from '../store/store.ts'

/** What a worker needs to know of the task it runs. */
export type RunningScan = {
  readonly id: string
  readonly target: string
  readonly scope: string
  readonly userId: string
  readonly visibleBy: readonly string[]
  /** Whether somebody asked to cancel. */
  readonly isCancelled: boolean
  /** How many events earlier attempts told. */
  readonly eventCount: number
}

/** `undefined` when the task is done or gone, or when a later attempt holds it. */
export async function markRunning(
  db: Queryable,
  { subject, attempt }: ClaimedJob,
): Promise<RunningScan | undefined> {
  const [row] = await db.query(updateRunning, [subject, attempt])
  if (!row) return undefined
  const { user_id: userId, visible_by: visibleBy, is_cancelled: isCancelled, ...scan } = row
  return { ...scan, userId, visibleBy, isCancelled }
}

type RunningRow = {
  readonly id: string
  readonly target: string
  readonly scope: string
  readonly user_id: string
  readonly visible_by: readonly string[]
  readonly is_cancelled: boolean
  readonly eventCount: number
}

const updateRunning = defineStatement<RunningRow>(
  'scan-mark-running',
  `UPDATE scans SET status = 'running', percent = 0, attempt = $2, message = '',
     started_at = coalesce(started_at, now())
   WHERE id = $1 AND status <> 'done' AND attempt <= $2
   RETURNING id, target, scope, user_id, visible_by, cancelled_at IS NOT NULL AS is_cancelled,
     (SELECT count(*)::int FROM scan_events WHERE scan_id = id) AS "eventCount"`,
)

/**
 * Lets the task wait again; `message` says what for, when it is more than a worker. Gives whether
 * somebody asked to cancel it.
 */
export async function markQueued(
  db: Queryable,
  job: ClaimedJob,
  { message = '' } = {},
): Promise<{ readonly isCancelled: boolean }> {
  const [row] = await db.query(updateQueued, [job.subject, job.attempt, message])
  return { isCancelled: row?.is_cancelled ?? false }
}

const updateQueued = defineStatement<{ readonly is_cancelled: boolean }>(
  'scan-mark-queued',
  `UPDATE scans SET status = 'queued', percent = 0, message = $3
   WHERE id = $1 AND attempt = $2 AND status = 'running'
   RETURNING cancelled_at IS NOT NULL AS is_cancelled`,
)

export async function markDone(
  db: Queryable,
  { subject }: ClaimedJob,
  { message, report }: { readonly message: string; readonly report: string | undefined },
): Promise<void> {
  await db.query(updateDone, [subject, message, report ?? null])
}

const updateDone = defineStatement<never>(
  'scan-mark-done',
  `UPDATE scans SET status = 'done', percent = 100, message = $2, report = $3::jsonb,
     finished_at = now()
   WHERE id = $1`,
)
