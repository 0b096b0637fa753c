import { type ScanEvent } from '@windvane/model'
import { type ClaimedJob } from '../queue/queue.ts'
import { defineStatement, type Queryable, type Store } from '../store/store.ts'
import { createLiveEvents, type LiveEvent, type LiveEventName } from './live-event.ts'
import { type Signals } from './signals.ts'

/** What a running scan tells and hears by way of the database, as its readers may be elsewhere. */
export type LiveScan = AsyncDisposable & {
  readonly note: (event: ScanEvent) => void
  /** Fires when somebody asked to cancel the scan. */
  readonly cancelled: AbortSignal
}

export type LiveScanPorts = {
  readonly store: Store
  /** Told when events were written. */
  readonly told: Signals
  /** Tells that a scan may have been cancelled. */
  readonly cancels: Signals
}

/** Where events are gathered, at most so long; a cancel in another process is seen as late. */
const tickMs = 250
const maxBatch = 1_000
/** Records that one scan tells; the report has them all. */
export const maxEvents = 5_000

/**
 * Tells of the scan that a job is about, for as long as its attempt holds it. Disposing writes what
 * is left. Events are notices: what cannot be written is tried again, and never fails the scan.
 */
export function openLiveScan(
  ports: LiveScanPorts,
  job: ClaimedJob,
  { eventCount }: { readonly eventCount: number },
): LiveScan {
  return new OpenLiveScan(ports, job, eventCount)
}

class OpenLiveScan implements LiveScan {
  readonly #ports: LiveScanPorts
  readonly #job: ClaimedJob
  readonly #toLive = createLiveEvents()
  readonly #cancel = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #listening: Disposable
  #waiting: LiveEvent[] = []
  #room: number
  #percent = 0
  #written: Promise<boolean> | undefined

  constructor(ports: LiveScanPorts, job: ClaimedJob, eventCount: number) {
    this.#ports = ports
    this.#job = job
    this.#room = maxEvents - eventCount
    this.#timer = setInterval(() => this.#tick(), tickMs)
    this.#listening = ports.cancels.listen(job.subject, () => this.#tick())
  }

  get cancelled(): AbortSignal {
    return this.#cancel.signal
  }

  note(event: ScanEvent): void {
    for (const live of this.#toLive(event)) {
      if (typeof live.data['percent'] === 'number') this.#percent = live.data['percent']
      if (isProgress(live.name) || this.#room > 0) this.#waiting.push(live)
      if (isProgress(live.name)) continue
      if (this.#room === 0) this.#waiting.push({ name: 'truncated', data: { after: maxEvents } })
      this.#room -= 1
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    this.#listening[Symbol.dispose]()
    await this.#written
    while (this.#waiting.length > 0 && (await this.#write())) continue
  }

  /** One at a time, so that events keep their order. */
  #tick(): void {
    this.#written ??= this.#write().finally(() => {
      this.#written = undefined
    })
  }

  /** Whether it could be written. */
  async #write(): Promise<boolean> {
    const batch = this.#waiting.slice(0, maxBatch)
    try {
      const state = await writeEvents(this.#ports.store, this.#job, {
        events: batch,
        percent: this.#percent,
      })
      if (state === undefined) return false
      this.#waiting = this.#waiting.slice(batch.length)
      if (batch.length > 0) this.#ports.told.tell(this.#job.subject)
      if (state.is_cancelled) this.#cancel.abort(new Error('the scan was cancelled'))
      return true
    } catch {
      return false
    }
  }
}

function isProgress(name: LiveEventName): boolean {
  return name === 'stage' || name === 'percent'
}

type Batch = { readonly events: readonly LiveEvent[]; readonly percent: number }
type LiveRow = { readonly is_cancelled: boolean }

/** `undefined` when another attempt holds the scan. */
async function writeEvents(
  db: Queryable,
  { subject, attempt }: ClaimedJob,
  { events, percent }: Batch,
): Promise<LiveRow | undefined> {
  if (events.length === 0) return (await db.query(selectState, [subject, attempt]))[0]
  const names = events.map(({ name }) => name)
  const data = events.map((event) => JSON.stringify(event.data))
  const [row] = await db.query(insertEvents, [subject, attempt, percent, names, data])
  return row
}

const selectState = defineStatement<LiveRow>(
  'scan-live-state',
  `SELECT cancelled_at IS NOT NULL AS is_cancelled
   FROM scans WHERE id = $1 AND attempt = $2 AND status = 'running'`,
)

/** The update is the fence: it waits for whoever takes the scan over, and then finds nothing. */
const insertEvents = defineStatement<LiveRow>(
  'scan-live-write',
  `WITH held AS (
     UPDATE scans SET percent = $3
     WHERE id = $1 AND attempt = $2 AND status = 'running'
     RETURNING id, cancelled_at IS NOT NULL AS is_cancelled),
   told AS (
     INSERT INTO scan_events (scan_id, seq, name, data)
     SELECT held.id, last.seq + event.number, event.name, event.data
     FROM held, (SELECT coalesce(max(seq), 0) AS seq FROM scan_events WHERE scan_id = $1) AS last,
       unnest($4::text[], $5::text[]) WITH ORDINALITY AS event (name, data, number))
   SELECT is_cancelled FROM held`,
)

/** The last event of a scan, in the transaction that makes it done. */
export async function tellDone(db: Queryable, scanId: string, message: string): Promise<void> {
  await db.query(insertDone, [scanId, JSON.stringify({ status: 'done', message })])
}

const insertDone = defineStatement<never>(
  'scan-live-done',
  `INSERT INTO scan_events (scan_id, seq, name, data)
   SELECT $1, coalesce(max(seq), 0) + 1, 'done', $2 FROM scan_events WHERE scan_id = $1`,
)

/** Events are kept for as long as somebody may come back to them; then the report is left. */
export async function forgetOldEvents(db: Queryable): Promise<void> {
  await db.query(deleteOldEvents)
}

const deleteOldEvents = defineStatement<never>(
  'scan-live-forget',
  `DELETE FROM scan_events WHERE (scan_id, seq) IN (
     SELECT scan_id, seq FROM scan_events WHERE at < now() - interval '24 hours'
     ORDER BY at LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
)
