import { type Principal, type ScanForecast } from '@windvane/model'
import { type IngestScanResults } from '../entities/scan-results.ts'
import { type ClaimedJob } from '../queue/queue.ts'
import { cancelScan } from './cancel-scan.ts'
import { findScan } from './find-scan.ts'
import { type Follow, followScan } from './follow-scan.ts'
import { createForecasts, type Forecast } from './forecast-request.ts'
import { readReport } from './read-report.ts'
import {
  type RequestedScan,
  requestScan,
  type RequestScanPorts,
  type ScanRequest,
} from './request-scan.ts'
import { runScan } from './run.ts'
import { type ScanEngine } from './scan-engine.ts'
import { type ScanTask } from './scan-task.ts'
import { createSignals } from './signals.ts'

/** The life of a scan task. */
export type Scans = {
  /** Throws 400 for a target or webhook out of policy, 429 and 503 beyond the quotas. */
  readonly request: (principal: Principal, request: ScanRequest) => Promise<RequestedScan>
  /** What a request would do; throws 400 for what is malformed. */
  readonly forecast: (request: ScanRequest) => Promise<ScanForecast>
  /** `undefined` for a task that is not of the caller's scope. */
  readonly find: (principal: Principal, id: string) => Promise<ScanTask | undefined>
  /** Cancels a task of the caller's scope; `undefined` for one that is not. */
  readonly cancel: (principal: Principal, id: string) => Promise<ScanTask | undefined>
  /** The events of a task, from the one after `after`; throws 404, and 204 when all were told. */
  readonly follow: (
    principal: Principal,
    place: { readonly id: string; readonly after: number },
  ) => Promise<Follow>
  /** The report of a done task as JSON text; throws 404 where there is none. */
  readonly report: (principal: Principal, id: string) => Promise<string>
  /** Scans for a claimed job; rejects when the engine broke, the lease was lost or `signal` fired. */
  readonly run: (job: ClaimedJob, signal: AbortSignal) => Promise<void>
}

export type ScansOptions = RequestScanPorts & {
  readonly ingest: IngestScanResults
  readonly engine: ScanEngine
  readonly forecast: Forecast
  /** See `AdmissionPorts`. */
  readonly coolDownMs: number
}

export function createScans(options: ScansOptions): Scans {
  const targets = new Map<string, Promise<void>>()
  const signals = { told: createSignals(), cancels: createSignals() }
  const ports = { ...options, ...signals, targets }
  return Object.freeze({
    request: (principal, request) => requestScan(options, principal, request),
    forecast: createForecasts(options),
    find: (principal, id) => findScan(options.store, principal, id),
    cancel: (principal, id) => cancelScan(ports, principal, id),
    follow: (principal, place) => followScan(ports, principal, place),
    report: (principal, id) => readReport(options.store, principal, id),
    run: (job, signal) => runScan(ports, job, signal),
  } satisfies Scans)
}
