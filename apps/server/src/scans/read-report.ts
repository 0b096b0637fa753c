import { AppError, type Principal, type ScanReport } from '@windvane/model'
import { defineStatement, type Queryable } from '../store/store.ts'
import { findScan } from './find-scan.ts'

/**
 * The report of a done task as JSON text. Throws 404: `not_found` for a task that is not of the
 * caller's scope, `scan_unfinished`, or `scan_without_report` for one that ended without.
 */
export async function readReport(db: Queryable, principal: Principal, id: string): Promise<string> {
  const task = await findScan(db, principal, id)
  if (!task) throw new AppError('not_found')
  if (task.status !== 'done') throw new AppError('scan_unfinished', { state: task.message })
  const [row] = await db.query(selectReport, [task.id, members])
  if (typeof row?.report !== 'string')
    throw new AppError('scan_without_report', { reason: task.message })
  return row.report
}

/** What is shown, whatever else a stored report may hold. */
const memberSet: Readonly<Record<keyof ScanReport, true>> = {
  target: true,
  addresses: true,
  resolution: true,
  hosts: true,
  ports: true,
  portGroups: true,
  services: true,
  tls: true,
  tlsEndpoints: true,
  http: true,
  findings: true,
  failures: true,
  changes: true,
  summary: true,
}

const members = Object.keys(memberSet)

/** Text from end to end: a report of many megabytes is never made into objects here. */
const selectReport = defineStatement<{ readonly report: string | null }>(
  'scan-read-report',
  `SELECT (SELECT jsonb_object_agg(key, value)::text FROM jsonb_each(scans.report)
     WHERE key = ANY($2::text[])) AS report
   FROM scans WHERE id = $1`,
)
