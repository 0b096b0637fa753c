import { createHash, randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { type EntityReport, type Principal } from '@windvane/model'
import { unpackTar } from 'modern-tar'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { submit } from '../entities/submit.ts'
import { createQueue } from '../queue/postgres-queue.ts'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { newId } from '../store/new-id.ts'
import { type Store } from '../store/store.ts'
import { createFeeds, type Feeds } from './create-feeds.ts'
import { type Feed } from './feed.ts'

/** How feeds are built and replaced, on every store. `open` gives an empty store; the cases share it. */
export function testFeeds(open: () => Promise<Store>): void {
  let store: Store
  let queue: Queue
  let feeds: Feeds

  beforeAll(async () => {
    store = await open()
    queue = createQueue({ store })
    feeds = createFeeds({ store, queue, intervalMs: 3_600_000 })
  })

  beforeEach(async () => {
    await store.query({ text: 'TRUNCATE jobs, feeds, feed_chunks, entities, votes, history' })
  })

  afterAll(() => store[Symbol.asyncDispose]())

  async function put(reports: readonly EntityReport[]): Promise<void> {
    const submissions = reports.map((report) => ({ principal, report }))
    await submit(store, submissions, { privateAddresses: 'refuse' })
  }

  async function claim(): Promise<ClaimedJob> {
    await feeds.requestBuild()
    const [job] = await queue.claim('build-feeds', 1)
    if (job === undefined) throw new Error('Nothing was due')
    return job
  }

  async function build(): Promise<void> {
    await feeds.build(await claim(), signal)
  }

  async function find(name: string, kind: Feed['kind'] = 'accumulative'): Promise<Feed> {
    const feed = await feeds.find({ level: 1, kind, name })
    if (feed === undefined) throw new Error(`There is no feed ${kind} ${name}`)
    return feed
  }

  async function countChunks(): Promise<number> {
    const [row] = await store.query<{ readonly count: number }>({
      text: 'SELECT count(DISTINCT file_id)::integer AS count FROM feed_chunks',
    })
    return row?.count ?? Number.NaN
  }

  it('keeps a feed of which nothing changed as it is, bytes, tag and date', async () => {
    await put([malicious('evil.example')])
    await build()
    const before = [await find('domain'), await find('domain', 'daily')]
    await put([{ type: 'domain', attributes: { domain: 'good.example' }, reputation: 3 }])
    await build()
    expect([await find('domain'), await find('domain', 'daily')]).toEqual(before)
    expect(await countChunks()).toBe(2)
  })

  it('gives the same bytes for the same entities, wherever and whenever', async () => {
    await put([malicious('b.example'), malicious('a.example')])
    await build()
    const { md5 } = await find('domain')
    await store.query({ text: 'TRUNCATE feeds, feed_chunks, entities, votes, history' })
    await put([malicious('a.example'), malicious('b.example')])
    await build()
    const again = await find('domain')
    expect(again.md5).toBe(md5)
    const bytes = await readAll(feeds.read(again))
    expect(createHash('md5').update(bytes).digest('hex')).toBe(md5)
    expect(again.sizeBytes).toBe(bytes.length)
  })

  it('lists more values than one batch has, long ones too, each once and in order', async () => {
    const domains = Array.from({ length: 2_300 }, (_, index) => `host-${index}.example`)
    for (let from = 0; from < domains.length; from += 500) {
      await put(domains.slice(from, from + 500).map(malicious))
    }
    const texts = Array.from({ length: 5 }, (_, index) => `${'x'.repeat(3_000)} ${index}`)
    await put(texts.map((threat) => ({ type: 'threat', attributes: { threat }, reputation: -3 })))
    await build()
    const lines = (await readAll(feeds.readLines(await find('domain')))).toString()
    expect(lines).toBe(`${domains.toSorted((a, b) => (a < b ? -1 : 1)).join('\n')}\n`)
    const [member] = await unpackTar(gunzipSync(await readAll(feeds.read(await find('domain')))))
    expect(member?.header.name).toBe('domain.txt')
    expect(Buffer.from(member?.data ?? []).toString()).toBe(lines)
    const long = (await readAll(feeds.readLines(await find('threat')))).toString().split('\n')
    expect(long.toSorted()).toEqual(['', ...texts])
    const daily = (await readAll(feeds.read(await find('domain', 'daily')))).toString()
    expect(daily.trimEnd().split('\n')).toHaveLength(2_300)
    expect((await readAll(feeds.readLines(await find('domain', 'daily')))).toString()).toBe(lines)
  })

  it('has only what changed within a day in a daily feed', async () => {
    await put([malicious('old.example'), malicious('new.example')])
    await store.query({
      text: `UPDATE entities SET updated_at = now() - interval '25 hours' WHERE value = 'old.example'`,
    })
    await build()
    const daily = await readAll(feeds.readLines(await find('domain', 'daily')))
    expect(daily.toString()).toBe('new.example\n')
    await store.query({ text: `UPDATE entities SET updated_at = now() - interval '25 hours'` })
    await build()
    expect(await feeds.find({ level: 1, kind: 'daily', name: 'domain' })).toBeUndefined()
    expect(await find('domain')).toBeDefined()
  })

  it('publishes nothing when the lease was lost, and nothing when it was cut off', async () => {
    await put([malicious('evil.example')])
    await build()
    const before = await feeds.list()
    await put([malicious('more.example')])
    const job = await claim()
    await store.query({ text: 'UPDATE jobs SET attempt = attempt + 1' })
    await expect(feeds.build(job, signal)).rejects.toThrow('the lease was lost')
    expect(await feeds.list()).toEqual(before)
    const over = new AbortController()
    over.abort(new Error('the worker stops'))
    await expect(feeds.build(job, over.signal)).rejects.toThrow('the worker stops')
    expect(await feeds.list()).toEqual(before)
  })

  it('makes the job of the next time, and looks again soon while there is nothing', async () => {
    await build()
    expect(await nextRunMs()).toBeLessThanOrEqual(30_000)
    await put([malicious('evil.example')])
    await build()
    expect(await nextRunMs()).toBeGreaterThan(3_500_000)
    expect(await queue.count('build-feeds')).toBe(1)
  })

  async function nextRunMs(): Promise<number> {
    const [row] = await store.query<{ readonly ms: number }>({
      text: 'SELECT extract(epoch FROM run_at - now())::float8 * 1000 AS ms FROM jobs',
    })
    return row?.ms ?? Number.NaN
  }

  it('two builds at once leave one set of whole feeds', async () => {
    await put([malicious('evil.example')])
    await build()
    await put([malicious('more.example')])
    const jobs = [await claim(), await claim()]
    await Promise.all(jobs.map((job) => feeds.build(job, signal)))
    const list = await feeds.list()
    expect(list.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'accumulative domain',
      'daily domain',
    ])
    for (const feed of list) {
      const bytes = await readAll(feeds.read(feed))
      expect(createHash('md5').update(bytes).digest('hex')).toBe(feed.md5)
    }
  })

  it('lets a reader of a replaced feed come to its end, and clears it away later', async () => {
    await put([malicious('evil.example')])
    await build()
    const feed = await find('domain')
    await put([malicious('more.example')])
    await build()
    expect((await readAll(feeds.readLines(feed))).toString()).toBe('evil.example\n')
    await store.query({ text: `UPDATE feeds SET retired_at = retired_at - interval '1 hour'` })
    const abandoned = newId(Date.now() - 86_400_000)
    await store.query({ text: `INSERT INTO feed_chunks VALUES ($1, 0, decode('00', 'hex'))` }, [
      abandoned,
    ])
    await build()
    expect(await countChunks()).toBe(2)
    await expect(readAll(feeds.readLines(feed))).rejects.toThrow('replaced too long ago')
  })
}

const principal: Principal = {
  userId: randomUUID(),
  alias: 'reporter',
  roles: ['reporter'],
  groups: ['public'],
}

const { signal } = new AbortController()

function malicious(domain: string): EntityReport {
  return { type: 'domain', attributes: { domain }, reputation: -3 }
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
