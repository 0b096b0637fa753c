import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'

import { newId } from '../store/new-id.ts'
import { type Store } from '../store/store.ts'
import { createQueue } from './postgres-queue.ts'
import { type ClaimedJob, type NewJob, type Queue } from './queue.ts'

/** What the queue must do on every store. `open` gives an empty store; the cases share it. */
export function testQueue(open: () => Promise<Store>): void {
  let store: Store

  beforeAll(async () => {
    store = await open()
  })

  beforeEach(async () => {
    await store.query({ text: 'TRUNCATE jobs' })
  })

  afterAll(() => store[Symbol.asyncDispose]())

  async function enqueue(queue: Queue, job: Partial<NewJob> = {}): Promise<string> {
    const subject = newId()
    await store.transaction((tx) => queue.enqueue(tx, { kind: 'run-scan', subject, ...job }))
    return subject
  }

  async function claimOne(queue: Queue): Promise<ClaimedJob> {
    const [job] = await queue.claim('run-scan', 1)
    if (job === undefined) throw new Error('Nothing was due')
    return job
  }

  /** Makes the lease of every job run out, as if its worker had been silent for that long. */
  async function expireLeases(): Promise<void> {
    await store.query({ text: `UPDATE jobs SET lease_until = now() - interval '1 ms'` })
  }

  it('hands out jobs of the kind asked for, oldest first, once', async () => {
    const queue = createQueue({ store })
    const first = await enqueue(queue)
    const second = await enqueue(queue)
    const other = await enqueue(queue, { kind: 'deliver-webhook' })
    const claimed = await queue.claim('run-scan', 10)
    expect(claimed.map((job) => [job.subject, job.attempt])).toEqual([
      [first, 1],
      [second, 1],
    ])
    expect(await queue.claim('run-scan', 10)).toEqual([])
    expect((await queue.claim('deliver-webhook', 10)).map((job) => job.subject)).toEqual([other])
    expect(await queue.count('run-scan')).toBe(2)
  })

  it('enqueues a job once, at the earlier moment, unless the one there is being worked on', async () => {
    const queue = createQueue({ store, pollMs: 3_600_000 })
    const job = { kind: 'build-feeds', subject: newId() } as const
    const ask = (runAt?: Date) =>
      store.transaction((tx) => queue.enqueueOnce(tx, { ...job, ...(runAt && { runAt }) }))
    const later = new Date(Date.now() + 3_600_000)
    await ask(later)
    await ask(later)
    expect(await queue.count('build-feeds')).toBe(1)
    expect(await queue.claim('build-feeds', 10)).toEqual([])
    let woken = 0
    const stop = queue.onDue('build-feeds', () => (woken += 1))
    await ask()
    await ask(later)
    stop()
    expect(woken).toBe(2)
    const [held, ...others] = await queue.claim('build-feeds', 10)
    expect(others).toEqual([])
    expect(held?.subject).toBe(job.subject)
    await ask()
    expect(await queue.claim('build-feeds', 10)).toHaveLength(1)
    expect(await queue.count('build-feeds')).toBe(2)
  })

  it('enqueues many jobs at once, and none for nothing', async () => {
    const queue = createQueue({ store, pollMs: 3_600_000 })
    const subjects = [newId(), newId(), newId()]
    let woken = 0
    const stop = queue.onDue('run-scan', () => (woken += 1))
    await store.transaction((tx) => queue.enqueueAll(tx, 'run-scan', []))
    await store.transaction((tx) => queue.enqueueAll(tx, 'run-scan', subjects))
    stop()
    expect(woken).toBe(1)
    const claimed = await queue.claim('run-scan', 10)
    expect(claimed.map((job) => job.subject).toSorted()).toEqual(subjects.toSorted())
  })

  it('knows nothing of a job whose transaction was rolled back', async () => {
    const queue = createQueue({ store })
    const transaction = store.transaction(async (tx) => {
      await queue.enqueue(tx, { kind: 'run-scan', subject: newId() })
      throw new Error('undone')
    })
    await expect(transaction).rejects.toThrow('undone')
    expect(await queue.claim('run-scan', 10)).toEqual([])
    expect(await queue.count('run-scan')).toBe(0)
  })

  it('never gives one job to two workers that claim at once', async () => {
    const queues = [createQueue({ store }), createQueue({ store }), createQueue({ store })]
    const [queue] = queues
    if (queue === undefined) throw new Error('unreachable')
    const subjects = await Promise.all(Array.from({ length: 40 }, () => enqueue(queue)))
    const claims = await Promise.all(
      Array.from({ length: 30 }, (_, index) => (queues[index % 3] ?? queue).claim('run-scan', 3)),
    )
    const claimed = claims.flat().map((job) => job.subject)
    expect(new Set(claimed).size).toBe(claimed.length)
    const rest = await queue.claim('run-scan', 100)
    expect([...claimed, ...rest.map((job) => job.subject)].toSorted()).toEqual(subjects.toSorted())
  })

  it('hands a job on when its lease has run out, and then refuses the former holder', async () => {
    const queue = createQueue({ store })
    const subject = await enqueue(queue)
    const lost = await claimOne(queue)
    await expireLeases()
    const held = await claimOne(queue)
    expect(held).toMatchObject({ subject, attempt: 2 })
    expect(await queue.renew(lost)).toBe(false)
    expect(await queue.finish(store, lost)).toBe(false)
    expect(await queue.retry(store, lost, new Date())).toBe(false)
    await queue.release(lost)
    expect(await queue.claim('run-scan', 1)).toEqual([])
    expect(await queue.renew(held)).toBe(true)
    expect(await queue.finish(store, held)).toBe(true)
    expect(await queue.count('run-scan')).toBe(0)
  })

  it('keeps a job with the worker that renews its lease', async () => {
    const queue = createQueue({ store })
    await enqueue(queue)
    const job = await claimOne(queue)
    await expireLeases()
    expect(await queue.renew(job)).toBe(true)
    expect(await queue.claim('run-scan', 1)).toEqual([])
  })

  it('removes a finished job only if the transaction commits', async () => {
    const queue = createQueue({ store })
    await enqueue(queue)
    const job = await claimOne(queue)
    const transaction = store.transaction(async (tx) => {
      await queue.finish(tx, job)
      throw new Error('undone')
    })
    await expect(transaction).rejects.toThrow('undone')
    expect(await queue.count('run-scan')).toBe(1)
    expect(await queue.finish(store, job)).toBe(true)
    expect(await queue.finish(store, job)).toBe(false)
  })

  it('gives a released job to the next worker with the attempt not counted', async () => {
    const queue = createQueue({ store })
    await enqueue(queue)
    const job = await claimOne(queue)
    await queue.release(job)
    expect(await claimOne(queue)).toMatchObject({ id: job.id, attempt: 1 })
    expect(await queue.finish(store, job)).toBe(false)
    expect(await queue.renew(job)).toBe(false)
  })

  it('counts the attempt of a retried job and holds it back until its time', async () => {
    const queue = createQueue({ store })
    await enqueue(queue)
    const job = await claimOne(queue)
    expect(await queue.retry(store, job, new Date(Date.now() + 3_600_000))).toBe(true)
    expect(await queue.claim('run-scan', 1)).toEqual([])
    expect(await queue.finish(store, job)).toBe(false)
    await store.query({ text: 'UPDATE jobs SET run_at = now()' })
    expect(await claimOne(queue)).toMatchObject({ id: job.id, attempt: 2 })
  })

  it('does not count the attempt of a postponed job, and holds it back until its time', async () => {
    const queue = createQueue({ store })
    await enqueue(queue)
    const job = await claimOne(queue)
    expect(await queue.postpone(store, job, new Date(Date.now() + 3_600_000))).toBe(true)
    expect(await queue.claim('run-scan', 1)).toEqual([])
    await store.query({ text: 'UPDATE jobs SET run_at = now()' })
    const again = await claimOne(queue)
    expect(again).toMatchObject({ id: job.id, attempt: 1 })
    expect(await queue.finish(store, job)).toBe(false)
    await expireLeases()
    await claimOne(queue)
    expect(await queue.postpone(store, again, new Date())).toBe(false)
  })

  it('removes the jobs about a subject, held or not', async () => {
    const queue = createQueue({ store })
    const subject = await enqueue(queue)
    const held = await claimOne(queue)
    const other = await enqueue(queue)
    await queue.remove(store, 'deliver-webhook', subject)
    expect(await queue.count('run-scan')).toBe(2)
    await queue.remove(store, 'run-scan', subject)
    expect(await queue.renew(held)).toBe(false)
    expect(await queue.finish(store, held)).toBe(false)
    expect((await queue.claim('run-scan', 10)).map((job) => job.subject)).toEqual([other])
  })

  it('holds a job back until the moment it was enqueued for', async () => {
    const queue = createQueue({ store })
    await enqueue(queue, { runAt: new Date(Date.now() + 3_600_000) })
    expect(await queue.claim('run-scan', 1)).toEqual([])
    const past = await enqueue(queue, { runAt: new Date(Date.now() - 1_000) })
    expect(await claimOne(queue)).toMatchObject({ subject: past })
  })

  it('wakes listeners of the kind when a job is committed, and not before', async () => {
    const queue = createQueue({ store, pollMs: 3_600_000 })
    const woken: string[] = []
    const stop = queue.onDue('run-scan', () => woken.push('run-scan'))
    queue.onDue('deliver-webhook', () => woken.push('deliver-webhook'))
    await store.transaction(async (tx) => {
      await queue.enqueue(tx, { kind: 'run-scan', subject: newId() })
      woken.push('working')
    })
    expect(woken).toEqual(['working', 'run-scan'])
    stop()
    await enqueue(queue)
    expect(woken).toEqual(['working', 'run-scan'])
  })

  it('wakes listeners now and then for jobs that another process enqueued', async () => {
    const here = createQueue({ store, pollMs: 10 })
    const elsewhere = createQueue({ store })
    const claimed: ClaimedJob[] = []
    const stop = here.onDue('run-scan', () => {
      void here.claim('run-scan', 1).then((jobs) => claimed.push(...jobs))
    })
    const subject = await enqueue(elsewhere)
    await vi.waitFor(() => expect(claimed).toMatchObject([{ subject }]))
    stop()
  })
}
