import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { newId } from '../store/new-id.ts'
import { type Store } from '../store/store.ts'
import { buildFeeds } from './build-feeds.ts'
import { type Feed, type FeedKey } from './feed.ts'
import { readLines } from './read-lines.ts'
import { readFile } from './read-file.ts'
import { deleteAbandoned, deleteRetired } from './statements/chunks.ts'
import { publish } from './statements/publish.ts'
import { selectFeed, selectFeeds } from './statements/select-feeds.ts'

/** Lists of malicious entities for machines, built now and then, served as they were built. */
export type Feeds = {
  readonly list: () => Promise<readonly Feed[]>
  readonly find: (key: FeedKey) => Promise<Feed | undefined>
  /** As it is served: a gzipped tar archive, or lines of JSON. */
  readonly read: (feed: Feed) => AsyncIterable<Uint8Array>
  /** One value per line. */
  readonly readLines: (feed: Feed) => AsyncIterable<Uint8Array>
  /** Has a worker build them now. */
  readonly requestBuild: () => Promise<void>
  /** Builds them for a job, and makes the job of the next time. */
  readonly build: (job: ClaimedJob, signal: AbortSignal) => Promise<void>
}

export type FeedsPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly intervalMs: number
}

export function createFeeds(ports: FeedsPorts): Feeds {
  const { store, queue } = ports
  return {
    list: () => selectFeeds(store),
    find: (key) => selectFeed(store, key),
    read: (feed) => readFile(store, feed),
    readLines: (feed) => readLines(feed.kind, readFile(store, feed)),
    requestBuild: () => store.transaction((tx) => queue.enqueueOnce(tx, { kind, subject })),
    build: (job, signal) => build(ports, job, signal),
  }
}

const kind = 'build-feeds'

/** The job is about no row (RFC 9562 section 5.9). */
const subject = '00000000-0000-0000-0000-000000000000'

/** While there is nothing to serve the next look is soon, so that a new installation has feeds soon. */
const emptyIntervalMs = 30_000

/** A reader of a replaced feed has this long to come to its end. */
const readersMs = 900_000
/** No build takes so long: what it has not finished it never will. */
const abandonedMs = 21_600_000

async function build(
  { store, queue, intervalMs }: FeedsPorts,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<void> {
  await store.query(deleteAbandoned, [newId(Date.now() - abandonedMs)])
  await store.query(deleteRetired, [readersMs])
  const feeds = await buildFeeds(store, signal)
  await store.transaction(async (tx) => {
    if (!(await queue.finish(tx, job))) throw new Error('Cannot publish feeds: the lease was lost')
    await publish(tx, feeds)
    const waitMs = feeds.length === 0 ? Math.min(emptyIntervalMs, intervalMs) : intervalMs
    await queue.enqueueOnce(tx, { kind, subject, runAt: new Date(Date.now() + waitMs) })
  })
}
