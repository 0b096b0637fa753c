import { type ScanEvent, type ScanReport } from '@windvane/model'
import { collectReport } from '@windvane/scan'
import { type IngestScanResults } from '../entities/scan-results.ts'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { type Transaction } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { type Admission, type AdmissionPorts, createAdmission } from './admission.ts'
import { cancelledBeforeStart } from './cancel-scan.ts'
import { compareScans } from './compare-scans.ts'
import { describeReport } from './describe-report.ts'
import { findEarlier } from './earlier-scan.ts'
import { recordPorts } from './record-ports.ts'
import { reportToEntities } from './report-to-entities.ts'
import { forgetOldEvents, type LiveScan, openLiveScan, tellDone } from './live-scan.ts'
import { markDone, markQueued, markRunning, type RunningScan } from './running-scan.ts'
import { type Signals } from './signals.ts'
import { type ScanEngine } from './scan-engine.ts'
import { storeReport } from './store-report.ts'
import { takeTurn } from './take-turn.ts'

export type RunScanPorts = AdmissionPorts & {
  readonly queue: Queue
  readonly webhooks: Webhooks
  readonly ingest: IngestScanResults
  readonly engine: ScanEngine
  /** Told when events of a scan were written. */
  readonly told: Signals
  /** Tells that a scan may have been cancelled. */
  readonly cancels: Signals
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
  if (scan.isCancelled) return finish(ports, { job, scan, message: cancelledMeanwhile })
  if (job.attempt > maximumAttempts) return finish(ports, { job, scan, message: gaveUp })
  try {
    const outcome = await scanLive(ports, { job, scan, signal })
    if ('waitMs' in outcome) await postpone(ports, job, outcome.waitMs)
    else await finish(ports, { job, scan, ...outcome })
  } catch (error) {
    // An orderly stop gives the job back: until it is claimed again the task waits.
    if (signal.aborted) await markQueued(ports.store, job)
    throw error
  }
}

/** reliability.md P1. */
const maximumAttempts = 5
const cancelledMeanwhile = 'cancelled while no worker had it'
const gaveUp = `given up: the scan was cut off ${maximumAttempts} times`

async function dropJob({ store, queue }: RunScanPorts, job: ClaimedJob): Promise<void> {
  await queue.finish(store, job)
}

type Run = {
  readonly job: ClaimedJob
  readonly scan: RunningScan
  readonly signal: AbortSignal
}

/** Scans and tells of it; every event is written when it returns. */
async function scanLive(
  ports: RunScanPorts,
  { job, scan, signal }: Run,
): Promise<Pick<Outcome, 'message' | 'report'> | Wait> {
  await using live = openLiveScan(ports, job, scan)
  const either = AbortSignal.any([signal, live.cancelled])
  try {
    const admission = createAdmission(ports, scan.id)
    const report = await scanTarget(ports, { scan, signal: either, live, admission })
    // A scan that was cut off still ends with a report, of the part that was seen.
    signal.throwIfAborted()
    if (report.summary.stopReason === 'postponed') return { waitMs: admission.waitMs() }
    return { message: describeReport(report), report }
  } catch (error) {
    if (signal.aborted || !live.cancelled.aborted) throw error
    return { message: cancelledBeforeStart }
  }
}

type TargetRun = {
  readonly scan: RunningScan
  readonly signal: AbortSignal
  readonly live: LiveScan
  readonly admission: Admission
}

async function scanTarget(
  { targets, engine }: RunScanPorts,
  { scan, signal, live, admission }: TargetRun,
): Promise<ScanReport> {
  using _turn = await takeTurn(targets, scan.target, signal)
  signal.throwIfAborted()
  const events = engine.scan(scan.target, { signal, admit: admission.admit })
  return collectReport(scan.target, tellAll(events, live))
}

async function* tellAll(
  events: AsyncIterable<ScanEvent>,
  live: LiveScan,
): AsyncIterable<ScanEvent> {
  for await (const event of events) {
    live.note(event)
    yield event
  }
}

/** The scan could not begin. */
type Wait = { readonly waitMs: number }

/** Tells no more than that it waits: what for may be the scan of somebody else. */
const waitsForAddresses = 'waiting until its addresses may be scanned again'

async function postpone(ports: RunScanPorts, job: ClaimedJob, waitMs: number): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const { isCancelled } = await markQueued(tx, job, { message: waitsForAddresses })
    const runAt = new Date(Date.now() + (isCancelled ? 0 : waitMs))
    if (!(await ports.queue.postpone(tx, job, runAt))) throw new Error('the lease was lost')
  })
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
    await tellDone(tx, scan.id, message)
    await ports.webhooks.makeDue(tx, scan)
    tx.afterCommit(() => ports.told.tell(scan.id))
  })
  await forgetOldEvents(ports.store)
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
