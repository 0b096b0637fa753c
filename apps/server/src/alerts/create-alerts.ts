import { type ClaimedJob } from '../queue/queue.ts'
import { pruneAlerts, type PrunePorts } from './prune-alerts.ts'

/** What watchlists and saved searches told. */
export type Alerts = {
  /** Removes what is too old, for a claimed job. */
  readonly prune: (job: ClaimedJob, signal: AbortSignal) => Promise<void>
}

export function createAlerts(ports: PrunePorts): Alerts {
  return Object.freeze({
    prune: (job, signal) => pruneAlerts(ports, job, signal),
  } satisfies Alerts)
}
