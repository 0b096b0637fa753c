import { type Context } from './context.ts'
import { jobs } from './jobs/index.ts'
import { startUpkeep } from './jobs/start-upkeep.ts'
import { startWorkerLoop } from './jobs/worker-loop.ts'

/** Works on jobs until it is disposed: then what runs is given back to the queue. */
export async function startWorker(context: Context): Promise<AsyncDisposable> {
  const { queue, store, log, analytics } = context
  const upkeep = startUpkeep(analytics.tidy, (error) => log.error({ err: error }, 'upkeep failed'))
  for (const { begin } of jobs) await begin?.(context)
  const loop = startWorkerLoop({
    context,
    queue,
    store,
    jobs,
    onError: (error, job) => log.error({ err: error, kind: job?.kind, job: job?.id }, 'job failed'),
  })
  return {
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]()
      await upkeep[Symbol.asyncDispose]()
    },
  }
}
