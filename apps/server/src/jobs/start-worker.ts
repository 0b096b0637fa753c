import { type Context } from '../context.ts'
import { jobs } from './index.ts'
import { startWorkerLoop } from './worker-loop.ts'

/** Runs every kind of job until it is disposed. */
export async function startWorker(context: Context): Promise<AsyncDisposable> {
  const { queue, store, log } = context
  return startWorkerLoop({
    context,
    queue,
    store,
    jobs,
    onError: (error, job) => log.error({ err: error, job }, 'job failed'),
  })
}
