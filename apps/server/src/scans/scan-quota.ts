import { AppError } from '@windvane/model'
import { defineStatement, type Transaction } from '../store/store.ts'

/** How many new tasks an account may make (reliability.md 2.7); a known task costs nothing. */
export type ScanLimits = {
  readonly perHour: number
  readonly perDay: number
  /** Unfinished tasks of one account. */
  readonly open: number
  /** Unfinished tasks of all accounts. */
  readonly queue: number
}

/** Throws 503 `queue_full` or 429; holds off other new tasks of the account until the commit. */
export async function checkScanQuota(
  tx: Transaction,
  userId: string,
  { limits, waiting }: { readonly limits: ScanLimits; readonly waiting: number },
): Promise<void> {
  if (waiting >= limits.queue) throw new AppError('queue_full', {}, { retryAfterSeconds: 60 })
  await tx.query(lockAccount, [userId])
  const [used] = await tx.query(selectUsed, [userId])
  if (!used) return
  const { hour, day, open, hour_wait: hourWait, day_wait: dayWait } = used
  if (day >= limits.perDay) throw tooMany(`${limits.perDay} scans per day`, dayWait)
  if (hour >= limits.perHour) throw tooMany(`${limits.perHour} scans per hour`, hourWait)
  if (open >= limits.open) throw tooMany(`${limits.open} unfinished scans`, openWaitSeconds)
}

/** About as long as a short scan takes; there is no telling better. */
const openWaitSeconds = 30

function tooMany(limit: string, retryAfterSeconds: number): AppError {
  const reason = `quota reached: ${limit}`
  return new AppError('too_many_requests', { reason }, { retryAfterSeconds })
}

const lockAccount = defineStatement<never>(
  'scan-quota-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('scan-quota:' || $1, 0))`,
)

type UsedRow = {
  readonly hour: number
  readonly day: number
  readonly open: number
  readonly hour_wait: number
  readonly day_wait: number
}

const selectUsed = defineStatement<UsedRow>(
  'scan-quota-used',
  `WITH recent AS (
     SELECT created_at, status, created_at > now() - interval '1 hour' AS in_hour
     FROM scans WHERE user_id = $1 AND created_at > now() - interval '1 day')
   SELECT count(*) FILTER (WHERE in_hour)::int AS hour,
     count(*)::int AS day,
     count(*) FILTER (WHERE status <> 'done')::int AS open,
     coalesce(ceil(extract(epoch FROM
       min(created_at) FILTER (WHERE in_hour) + interval '1 hour' - now())), 0)::int AS hour_wait,
     coalesce(ceil(extract(epoch FROM
       min(created_at) + interval '1 day' - now())), 0)::int AS day_wait
   FROM recent`,
)
