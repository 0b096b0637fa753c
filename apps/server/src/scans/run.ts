import { type ScanEvent, type ScanReport } from '@windvane/model'
import { collectReport } from '@windvane/scan'
import { type IngestScanResults } from '../entities/scan-results.ts'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { type Store, type Transaction } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { compareScans } from './compare-scans.ts'
import { describeReport } from './describe-report.ts'
import { findEarlier } from './earlier-scan.ts'
import { createProgress } from './progress.ts'
import { recordPorts } from './record-ports.ts'
import { reportToEntities } from './report-to-entities.ts'
import { markDone, markQueued, markRunning, type RunningScan, savePercent } from './running-scan.ts'
import { type ScanEngine } from './scan-engine.ts'
import { storeReport } from './store-report.ts'
import { takeTurn } from './take-turn.ts'

export type RunScanPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly webhooks: Webhooks
  readonly ingest: IngestScanResults
  readonly engine: ScanEngine
  /** The targets being scanned by this process: one scan of a target at a time. */
  readonly targets: Map<string, Promise<void>>
}

/**
 * The scan flow: claimed job, running, engine, report; then results, `done` and due webhooks in the
 * one transaction that also removes the job. Removing is refused to a worker that lost its lease, so
 * whatever a paused worker still believes, nothing of it is written.
 */
export async function runScan(
  ports: RunScanPorts,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<void> {
  const scan = await markRunning(ports.store, job)
  if (!scan) return dropJob(ports, job)
  if (job.attempt > maximumAttempts) return finish(ports, { job, scan, message: gaveUp })
  try {
    const report = await scanTarget(ports, { job, scan, signal })
    await finish(ports, { job, scan, message: describeReport(report), report })
  } catch (error) {
    // An orderly stop gives the job back: until it is claimed again the task waits.
    if (signal.aborted) await markQueued(ports.store, job)
    throw error
  }
}

/** reliability.md P1. */
const maximumAttempts = 5
const gaveUp = `given up: the scan was cut off ${maximumAttempts} times`

async function dropJob({ store, queue }: RunScanPorts, job: ClaimedJob): Promise<void> {
  await queue.finish(store, job)
}

type Run = {
  readonly job: ClaimedJob
  readonly scan: RunningScan
  readonly signal: AbortSignal
}

async function scanTarget(ports: RunScanPorts, run: Run): Promise<ScanReport> {
  const { scan, signal } = run
  using _turn = await takeTurn(ports.targets, scan.target, signal)
  const events = ports.engine.scan(scan.target, { signal })
  const report = await collectReport(scan.target, saveProgress(ports.store, run, events))
  // A cancelled scan still ends with a report, of the part that was seen.
  signal.throwIfAborted()
  return report
}

const progressIntervalMs = 1_000

async function* saveProgress(
  store: Store,
  { job }: Run,
  events: AsyncIterable<ScanEvent>,
): AsyncIterable<ScanEvent> {
  const percentAfter = createProgress()
  let saved = { percent: 0, atMs: performance.now() }
  for await (const event of events) {
    yield event
    const percent = percentAfter(event)
    const atMs = performance.now()
    if (percent === saved.percent || atMs - saved.atMs < progressIntervalMs) continue
    saved = { percent, atMs }
    await savePercent(store, job, percent)
  }
}

type Outcome = {
  readonly job: ClaimedJob
  readonly scan: RunningScan
  readonly message: string
  readonly report?: ScanReport
}

async function finish(ports: RunScanPorts, { job, scan, message, report }: Outcome): Promise<void> {
  await ports.store.transaction(async (tx) => {
    if (!(await ports.queue.finish(tx, job))) throw new Error('the lease of the scan was lost')
    const kept = report && (await keepResults(ports, tx, { scan, report }))
    await markDone(tx, job, { message, report: kept })
    await ports.webhooks.makeDue(tx, scan)
  })
}

/** Writes what the scan learned; gives the report as it is stored. */
async function keepResults(
  { ingest }: RunScanPorts,
  tx: Transaction,
  { scan, report }: { readonly scan: RunningScan; readonly report: ScanReport },
): Promise<string> {
  const { userId, visibleBy: groups } = scan
  const dated = await recordPorts(tx, scan, report)
  const changes = compareScans(await findEarlier(tx, scan), dated)
  await ingest(tx, { userId, groups, ...reportToEntities(report) })
  return storeReport({ ...dated, changes })
}
