import { type Context } from '../context.ts'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { type Queryable } from '../store/store.ts'
import { type JobDefinition } from './define-job.ts'

export type WorkerLoopPorts = {
  readonly context: Context
  readonly queue: Queue
  readonly store: Queryable
  readonly jobs: readonly JobDefinition[]
  /** Told of every attempt that failed; the job is already put back. */
  readonly onError: (error: unknown, job: ClaimedJob | undefined) => void
  /** How often a held job's lease is renewed. */
  readonly renewIntervalMs?: number
}

/** Claims and runs due jobs until it is disposed: then what runs is cut off and given back. */
export function startWorkerLoop(ports: WorkerLoopPorts): AsyncDisposable {
  const lanes = ports.jobs.map((definition) => startLane(ports, definition))
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()))
    },
  }
}

/** One kind of job: never more at once than its definition allows. */
function startLane(ports: WorkerLoopPorts, definition: JobDefinition): AsyncDisposable {
  const stop = new AbortController()
  const running = new Set<Promise<void>>()
  let filling: Promise<void> | undefined
  let isDue = false

  /** Woken while it claims, it claims once more: the wake-up may have come just after the look. */
  function wake(): void {
    isDue = true
    filling ??= fill().finally(() => {
      filling = undefined
      if (isDue && hasRoom()) wake()
    })
  }

  function hasRoom(): boolean {
    return !stop.signal.aborted && running.size < definition.concurrency
  }

  async function fill(): Promise<void> {
    while (isDue && hasRoom()) {
      isDue = false
      const free = definition.concurrency - running.size
      const claimed = await claim(ports, definition, free)
      for (const job of claimed) start(job)
      if (claimed.length === free) isDue = true
    }
  }

  function start(job: ClaimedJob): void {
    const run = runJob(ports, { definition, job, stop: stop.signal }).finally(() => {
      running.delete(run)
      wake()
    })
    running.add(run)
  }

  const unsubscribe = ports.queue.onDue(definition.kind, wake)
  wake()
  return {
    async [Symbol.asyncDispose]() {
      unsubscribe()
      stop.abort(new Error('the worker stops'))
      await filling
      await Promise.all(running)
    },
  }
}

/** A store that cannot be reached is no reason to end: the queue wakes the lane again. */
async function claim(
  { queue, onError }: WorkerLoopPorts,
  { kind }: JobDefinition,
  limit: number,
): Promise<readonly ClaimedJob[]> {
  try {
    return await queue.claim(kind, limit)
  } catch (error) {
    onError(error, undefined)
    return []
  }
}

type JobRun = {
  readonly definition: JobDefinition
  readonly job: ClaimedJob
  readonly stop: AbortSignal
}

async function runJob(ports: WorkerLoopPorts, { definition, job, stop }: JobRun): Promise<void> {
  const lost = new AbortController()
  using _lease = keepLease(ports, job, lost)
  try {
    await definition.handle(ports.context, job, AbortSignal.any([stop, lost.signal]))
  } catch (error) {
    await giveBack(ports, job, { error, stop, lost: lost.signal })
  }
}

/** Lease 60 s, renewed every 15 s (reliability.md P2). */
const defaultRenewIntervalMs = 15_000

function keepLease(ports: WorkerLoopPorts, job: ClaimedJob, lost: AbortController): Disposable {
  const { queue, renewIntervalMs = defaultRenewIntervalMs, onError } = ports
  const timer = setInterval(() => {
    queue.renew(job).then(
      (isHeld) => isHeld || lost.abort(new Error('the lease was lost')),
      (error: unknown) => onError(error, job),
    )
  }, renewIntervalMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

type Failure = {
  readonly error: unknown
  readonly stop: AbortSignal
  readonly lost: AbortSignal
}

async function giveBack(
  { queue, store, onError }: WorkerLoopPorts,
  job: ClaimedJob,
  { error, stop, lost }: Failure,
): Promise<void> {
  if (lost.aborted) return
  try {
    if (stop.aborted) return await queue.release(job)
    onError(error, job)
    // A lost lease makes this do nothing.
    await queue.retry(store, job, new Date(Date.now() + retryWaitMs(job.attempt)))
  } catch (failure) {
    // The lease runs out by itself, and the job is claimed again.
    onError(failure, job)
  }
}

function retryWaitMs(attempt: number): number {
  return Math.min(60_000, 1_000 * 2 ** attempt)
}
