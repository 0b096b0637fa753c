import { newId } from '../store/new-id.ts'
import { type Queryable, type Statement, type Store, type Transaction } from '../store/store.ts'
import { type ClaimedJob, type JobKind, type NewJob, type Queue } from './queue.ts'
import {
  claimJobs,
  countJobs,
  deleteJob,
  endLeases,
  insertJob,
  insertJobOnce,
  insertJobs,
  postponeJob,
  releaseJob,
  removeJobs,
  renewLease,
  rescheduleJob,
} from './statements.ts'

export type QueueOptions = {
  readonly store: Store
  /** How long a job is held without a sign of life from its worker. */
  readonly leaseMs?: number
  /** How often listeners are called for jobs of other processes, and for those whose time came. */
  readonly pollMs?: number
}

/** A queue in the table `jobs`, so that a job exists exactly when the rows it is about do. */
export function createQueue(options: QueueOptions): Queue {
  return new PostgresQueue(options)
}

class PostgresQueue implements Queue {
  readonly #store: Store
  readonly #leaseMs: number
  readonly #pollMs: number
  readonly #listeners = new Map<JobKind, Set<() => void>>()
  /** Giving back lowers `attempt`, so the next claim repeats the number: these may not use it. */
  readonly #released = new WeakSet<ClaimedJob>()

  constructor({ store, leaseMs = 60_000, pollMs = 1_000 }: QueueOptions) {
    this.#store = store
    this.#leaseMs = leaseMs
    this.#pollMs = pollMs
  }

  async enqueue(tx: Transaction, { kind, subject, runAt }: NewJob): Promise<void> {
    await tx.query(insertJob, [newId(), kind, subject, runAt ?? null])
    tx.afterCommit(() => this.#wake(kind))
  }

  async enqueueOnce(tx: Transaction, { kind, subject, runAt }: NewJob): Promise<void> {
    await tx.query(insertJobOnce, [newId(), kind, subject, runAt ?? null])
    tx.afterCommit(() => this.#wake(kind))
  }

  async enqueueAll(tx: Transaction, kind: JobKind, subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return
    await tx.query(insertJobs, [subjects.map(() => newId()), kind, subjects])
    tx.afterCommit(() => this.#wake(kind))
  }

  async claim(kind: JobKind, limit: number): Promise<readonly ClaimedJob[]> {
    await recover(this.#store)
    return this.#store.query(claimJobs, [kind, limit, this.#leaseMs])
  }

  async renew(job: ClaimedJob): Promise<boolean> {
    return this.#change(this.#store, job, { statement: renewLease, value: this.#leaseMs })
  }

  async finish(tx: Queryable, job: ClaimedJob): Promise<boolean> {
    return this.#change(tx, job, { statement: deleteJob })
  }

  async retry(tx: Queryable, job: ClaimedJob, runAt: Date): Promise<boolean> {
    return this.#change(tx, job, { statement: rescheduleJob, value: runAt })
  }

  async release(job: ClaimedJob): Promise<void> {
    const change = this.#change(this.#store, job, { statement: releaseJob })
    this.#released.add(job)
    await change
    this.#wake(job.kind)
  }

  async postpone(tx: Queryable, job: ClaimedJob, runAt: Date): Promise<boolean> {
    const isHeld = await this.#change(tx, job, { statement: postponeJob, value: runAt })
    this.#released.add(job)
    return isHeld
  }

  async remove(tx: Queryable, kind: JobKind, subject: string): Promise<void> {
    await tx.query(removeJobs, [kind, subject])
  }

  async count(kind: JobKind): Promise<number> {
    const [row] = await this.#store.query(countJobs, [kind])
    return row?.count ?? 0
  }

  onDue(kind: JobKind, listener: () => void): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set()
    this.#listeners.set(kind, listeners.add(listener))
    const timer = setInterval(listener, this.#pollMs)
    timer.unref()
    return () => {
      clearInterval(timer)
      listeners.delete(listener)
    }
  }

  async #change(
    db: Queryable,
    job: ClaimedJob,
    { statement, value }: { readonly statement: Statement<unknown>; readonly value?: unknown },
  ): Promise<boolean> {
    if (this.#released.has(job)) return false
    const values = [job.id, job.attempt]
    const rows = await db.query(statement, value === undefined ? values : [...values, value])
    return rows.length === 1
  }

  #wake(kind: JobKind): void {
    for (const listener of this.#listeners.get(kind) ?? []) listener()
  }
}

/** Per store and not per queue: what another queue of this process claimed is held. */
const recoveries = new WeakMap<Store, Promise<unknown>>()

/**
 * An embedded database has no other process, so every lease found at the start is of a process
 * that is gone, and its jobs need not wait for it to run out.
 */
async function recover(store: Store): Promise<void> {
  if (store.kind !== 'embedded') return
  const recovery = recoveries.get(store) ?? store.query(endLeases)
  recoveries.set(store, recovery)
  try {
    await recovery
  } catch (error) {
    recoveries.delete(store)
    throw error
  }
}
