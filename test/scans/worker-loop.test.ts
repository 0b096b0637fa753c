import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type JobDefinition } from '../../apps/server/src/jobs/define-job.ts'
import { startWorkerLoop } from '../../apps/server/src/jobs/worker-loop.ts'
import { newId } from '../../apps/server/src/store/new-id.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'

describe('startWorkerLoop()', () => {
  let server: Harness

  beforeAll(async () => {
    server = await startHarness()
  })

  afterAll(() => server[Symbol.asyncDispose]())

  function start(concurrency: number, handle: JobDefinition['handle'], renewIntervalMs = 15_000) {
    const { context } = server
    const errors: unknown[] = []
    const worker = startWorkerLoop({
      context,
      queue: context.queue,
      store: context.store,
      jobs: [{ kind: 'run-scan', concurrency, handle }],
      onError: (error) => errors.push(error),
      renewIntervalMs,
    })
    return { worker, errors }
  }

  async function enqueue(count: number): Promise<void> {
    const { queue, store } = server.context
    await store.transaction(async (tx) => {
      for (let job = 0; job < count; job += 1) {
        await queue.enqueue(tx, { kind: 'run-scan', subject: newId() })
      }
    })
  }

  it('runs every job once and never more at once than allowed', async () => {
    const subjects: string[] = []
    let running = 0
    let most = 0
    const { worker } = start(4, async ({ queue, store }, job) => {
      running += 1
      most = Math.max(most, running)
      subjects.push(job.subject)
      await queue.finish(store, job)
      running -= 1
    })
    await enqueue(40)
    await vi.waitFor(() => expect(subjects).toHaveLength(40), waiting)
    await worker[Symbol.asyncDispose]()
    expect(new Set(subjects).size).toBe(40)
    expect(most).toBe(4)
    expect(await server.context.queue.count('run-scan')).toBe(0)
  })

  it('puts a job that failed back, and tells of it', async () => {
    const attempts: number[] = []
    const { worker, errors } = start(1, async ({ queue, store }, job) => {
      attempts.push(job.attempt)
      if (job.attempt === 1) throw new Error('not today')
      await queue.finish(store, job)
    })
    await enqueue(1)
    await vi.waitFor(() => expect(attempts).toEqual([1, 2]), waiting)
    await worker[Symbol.asyncDispose]()
    expect(errors).toEqual([new Error('not today')])
  })

  it('cuts off a job whose lease was lost, and leaves it to its new holder', async () => {
    const cutOff = Promise.withResolvers<unknown>()
    const { worker, errors } = start(
      1,
      async ({ store }, _job, signal) => {
        await store.query({ text: `UPDATE jobs SET attempt = attempt + 1 WHERE kind = 'run-scan'` })
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        cutOff.resolve(signal.reason)
        signal.throwIfAborted()
      },
      20,
    )
    await enqueue(1)
    expect(await cutOff.promise).toEqual(new Error('the lease was lost'))
    await worker[Symbol.asyncDispose]()
    expect(errors).toEqual([])
    const text = `DELETE FROM jobs WHERE kind = 'run-scan'
      RETURNING attempt, lease_until IS NOT NULL AS is_held`
    expect(await server.store.query({ text })).toEqual([{ attempt: 2, is_held: true }])
  })

  it('gives back what it holds when it stops', async () => {
    const begun = Promise.withResolvers<void>()
    const { worker, errors } = start(1, async (_context, _job, signal) => {
      begun.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      signal.throwIfAborted()
    })
    await enqueue(1)
    await begun.promise
    await worker[Symbol.asyncDispose]()
    expect(errors).toEqual([])
    const text = `DELETE FROM jobs WHERE kind = 'run-scan'
      RETURNING attempt, lease_until IS NOT NULL AS is_held`
    expect(await server.store.query({ text })).toEqual([{ attempt: 0, is_held: false }])
  })
})

const waiting = { timeout: 25_000, interval: 20 }
