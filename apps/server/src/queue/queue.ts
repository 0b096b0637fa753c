import { type Queryable, type Transaction } from '../store/store.ts'

export type JobKind =
  | 'run-scan'
  | 'deliver-webhook'
  | 'build-feeds'
  | 'check-saved-search'
  | 'prune-alerts'

export type NewJob = {
  readonly kind: JobKind
  /** Id of the row the job is about: a scan, a webhook, a saved search. */
  readonly subject: string
  /** Not before this moment; absent = now. */
  readonly runAt?: Date
}

/** A job this process holds until `leaseUntil`. `attempt` starts at 1 and is the fence. */
export type ClaimedJob = {
  readonly id: string
  readonly kind: JobKind
  readonly subject: string
  readonly attempt: number
}

/** Durable jobs beside the data they are about. At least once; every change is fenced by `attempt`. */
export interface Queue {
  /** Exists when the transaction commits, and workers of this process are woken then. */
  enqueue(tx: Transaction, job: NewJob): Promise<void>
  /** The same, unless such a job waits already, which then runs at the earlier moment of the two. */
  enqueueOnce(tx: Transaction, job: NewJob): Promise<void>
  /** The same for many subjects at once. */
  enqueueAll(tx: Transaction, kind: JobKind, subjects: readonly string[]): Promise<void>
  /** Takes due jobs, and jobs whose lease ran out, oldest first. `[]` when there are none. */
  claim(kind: JobKind, limit: number): Promise<readonly ClaimedJob[]>
  /** Prolongs the lease; `false` when it was lost to another worker. */
  renew(job: ClaimedJob): Promise<boolean>
  /** Removes the job; `false` when the lease was lost, and then the caller must roll back. */
  finish(tx: Queryable, job: ClaimedJob): Promise<boolean>
  /** Gives the job back to run at `runAt`, the attempt counted; `false` when the lease was lost. */
  retry(tx: Queryable, job: ClaimedJob, runAt: Date): Promise<boolean>
  /** Gives the job back at once, the attempt not counted: an orderly stop. */
  release(job: ClaimedJob): Promise<void>
  /** Gives the job back to run at `runAt`, the attempt not counted: it could not begin yet. */
  postpone(tx: Queryable, job: ClaimedJob, runAt: Date): Promise<boolean>
  /** Removes the jobs about a subject, whoever holds them: a holder finds its lease lost. */
  remove(tx: Queryable, kind: JobKind, subject: string): Promise<void>
  /** How many jobs of a kind wait or run. */
  count(kind: JobKind): Promise<number>
  /** Calls `listener` when a job of that kind may be due; returns the function that stops it. */
  onDue(kind: JobKind, listener: () => void): () => void
}
