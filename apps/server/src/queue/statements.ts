import { defineStatement } from '../store/store.ts'
import { type JobKind } from './queue.ts'

// All moments are the database's, so that processes whose clocks differ agree on a lease.

export const insertJob = defineStatement<never>(
  'queue-insert-job',
  `INSERT INTO jobs (id, kind, subject, run_at) VALUES ($1, $2, $3, coalesce($4, now()))`,
)

/** A job that a worker holds does not count: it may be past what the new one is wanted for. */
export const insertJobOnce = defineStatement<never>(
  'queue-insert-job-once',
  `WITH waiting AS (
    UPDATE jobs SET run_at = least(run_at, coalesce($4, now()))
    WHERE kind = $2 AND subject = $3 AND (lease_until IS NULL OR lease_until <= now())
    RETURNING id)
  INSERT INTO jobs (id, kind, subject, run_at)
  SELECT $1, $2, $3, coalesce($4, now()) WHERE NOT EXISTS (SELECT 1 FROM waiting)`,
)

export const insertJobs = defineStatement<never>(
  'queue-insert-jobs',
  `INSERT INTO jobs (id, kind, subject, run_at)
   SELECT id, $2, subject, now() FROM unnest($1::uuid[], $3::uuid[]) AS job(id, subject)`,
)

export type ClaimedRow = {
  readonly id: string
  readonly kind: JobKind
  readonly subject: string
  readonly attempt: number
}

/** Two workers never claim one row: a row that another is claiming is passed over. */
export const claimJobs = defineStatement<ClaimedRow>(
  'queue-claim-jobs',
  `WITH due AS (
    SELECT id FROM jobs
    WHERE kind = $1 AND run_at <= now() AND (lease_until IS NULL OR lease_until <= now())
    ORDER BY run_at, id LIMIT $2
    FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE jobs SET attempt = attempt + 1, lease_until = clock_timestamp() + $3 * interval '1 ms'
    FROM due WHERE jobs.id = due.id
    RETURNING jobs.id, jobs.kind, jobs.subject, jobs.attempt, jobs.run_at)
  SELECT id, kind, subject, attempt FROM claimed ORDER BY run_at, id`,
)

/** Ends the leases of workers that are known to be gone. */
export const endLeases = defineStatement<never>(
  'queue-end-leases',
  'UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL',
)

type FencedRow = { readonly id: string }

/**
 * `attempt` is the fence: a claim by another worker raises it. A lease that ran out but was not
 * taken over still counts as held, as nobody else has begun the work.
 */
export const renewLease = defineStatement<FencedRow>(
  'queue-renew-lease',
  `UPDATE jobs SET lease_until = clock_timestamp() + $3 * interval '1 ms'
  WHERE id = $1 AND attempt = $2 AND lease_until IS NOT NULL RETURNING id`,
)

export const deleteJob = defineStatement<FencedRow>(
  'queue-delete-job',
  `DELETE FROM jobs WHERE id = $1 AND attempt = $2 AND lease_until IS NOT NULL RETURNING id`,
)

export const rescheduleJob = defineStatement<FencedRow>(
  'queue-reschedule-job',
  `UPDATE jobs SET lease_until = NULL, run_at = $3
  WHERE id = $1 AND attempt = $2 AND lease_until IS NOT NULL RETURNING id`,
)

export const releaseJob = defineStatement<FencedRow>(
  'queue-release-job',
  `UPDATE jobs SET lease_until = NULL, attempt = attempt - 1
  WHERE id = $1 AND attempt = $2 AND lease_until IS NOT NULL RETURNING id`,
)

export const postponeJob = defineStatement<FencedRow>(
  'queue-postpone-job',
  `UPDATE jobs SET lease_until = NULL, attempt = attempt - 1, run_at = $3
  WHERE id = $1 AND attempt = $2 AND lease_until IS NOT NULL RETURNING id`,
)

export const removeJobs = defineStatement<never>(
  'queue-remove-jobs',
  'DELETE FROM jobs WHERE kind = $1 AND subject = $2',
)

export const countJobs = defineStatement<{ readonly count: number }>(
  'queue-count-jobs',
  `SELECT count(*)::integer AS count FROM jobs WHERE kind = $1`,
)
