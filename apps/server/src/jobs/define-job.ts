import { type Context } from '../context.ts'
import { type ClaimedJob, type JobKind } from '../queue/queue.ts'

/** A kind of work a worker does: `handle` must finish or put back the job it was given. */
export type JobDefinition = {
  readonly kind: JobKind
  /** Jobs of this kind that one worker runs at once. */
  readonly concurrency: number
  /** When a worker starts: has work begin that then comes again by itself. */
  readonly begin?: (context: Context) => Promise<void>
  /**
   * Rejects when the work failed: the job is then tried again after a while. `signal` fires when the
   * worker stops or lost the job, and then nothing more may be written for it.
   */
  readonly handle: (context: Context, job: ClaimedJob, signal: AbortSignal) => Promise<void>
}

export function defineJob(definition: JobDefinition): JobDefinition {
  return Object.freeze(definition)
}
