import { AppError, type Principal } from '@windvane/model'
import { defineStatement, type Queryable, type Store } from '../store/store.ts'
import { findScan } from './find-scan.ts'
import { type Signals } from './signals.ts'

/** One event of a scan as it is sent; `data` is a line of JSON. */
type ScanNotice = { readonly id: number; readonly name: string; readonly data: string }

export type FollowPorts = { readonly store: Store; readonly told: Signals }

export type Follow = (signal: AbortSignal) => AsyncIterable<ScanNotice>

/**
 * The events of a scan after the one numbered `after`, those to come as they come, up to `done`. Of a
 * scan whose events are forgotten only `done` is left. Throws `not_found` for a task that is not of
 * the caller's scope, `no_results` when `done` was told already.
 */
export async function followScan(
  { store, told }: FollowPorts,
  principal: Principal,
  { id, after }: { readonly id: string; readonly after: number },
): Promise<Follow> {
  const task = await findScan(store, principal, id)
  if (!task) throw new AppError('not_found')
  const isDone = task.status === 'done'
  const [last] = isDone ? await store.query(selectDone, [task.id]) : []
  if (last && last.id <= after) throw new AppError('no_results')
  if (isDone && !last) return () => tellDoneOnly(task, after + 1)
  return (signal) => readEvents({ store, told, scanId: task.id, signal }, after)
}

async function* tellDoneOnly(
  { status, message }: { readonly status: string; readonly message: string },
  id: number,
): AsyncIterable<ScanNotice> {
  yield { id, name: 'done', data: JSON.stringify({ status, message }) }
}

const selectDone = defineStatement<{ readonly id: number }>(
  'scan-follow-done',
  `SELECT seq AS id FROM scan_events WHERE scan_id = $1 AND name = 'done'`,
)

/** How often a scan that another process runs is looked at. */
const pollMs = 400
const pageSize = 200

type Reading = FollowPorts & { readonly scanId: string; readonly signal: AbortSignal }

async function* readEvents(reading: Reading, after: number): AsyncIterable<ScanNotice> {
  const { store, scanId, signal } = reading
  let last = after
  while (!signal.aborted) {
    // Listening begins before the look, so that nothing falls between the two.
    using news = listen(reading)
    const page = await readPage(store, scanId, last)
    for (const notice of page) {
      yield notice
      if (notice.name === 'done') return
      last = notice.id
    }
    if (page.length < pageSize) await news.promise
  }
}

async function readPage(db: Queryable, scanId: string, after: number) {
  return db.query(selectPage, [scanId, after, pageSize])
}

const selectPage = defineStatement<ScanNotice>(
  'scan-follow-page',
  `SELECT seq AS id, name, data FROM scan_events WHERE scan_id = $1 AND seq > $2
   ORDER BY seq LIMIT $3`,
)

/** Resolves when there may be news, when it is time to look again, or when the reader left. */
function listen({
  told,
  scanId,
  signal,
}: Reading): Disposable & { readonly promise: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = (): void => resolve()
  const timer = setTimeout(done, pollMs)
  const listening = told.listen(scanId, done)
  signal.addEventListener('abort', done, { once: true })
  if (signal.aborted) done()
  return {
    promise,
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      listening[Symbol.dispose]()
      signal.removeEventListener('abort', done)
    },
  }
}
