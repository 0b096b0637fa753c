import { type Principal } from '@windvane/model'

/** What the contract shows of a stored task: `new` is only ever said in the reply that made it. */
export type ScanStatus = 'queued' | 'running' | 'done'

export type ScanTask = {
  readonly id: string
  readonly target: string
  readonly status: ScanStatus
  readonly message: string
}

/** A row of `scans` as the statements of this folder return it. */
export type ScanRow = {
  readonly id: string
  readonly target: string
  readonly status: ScanStatus
  readonly message: string
  readonly percent: number
  /** Whether somebody asked to cancel. */
  readonly is_cancelled: boolean
}

/** The columns of `ScanRow`. */
export const scanColumns =
  'id, target, status, message, percent, cancelled_at IS NOT NULL AS is_cancelled'

export function toScanTask(row: ScanRow): ScanTask {
  return {
    id: row.id,
    target: row.target,
    status: row.status,
    message: describe(row),
  }
}

/**
 * Who shares a task: the caller's private groups, or everybody who has none. A task is never shared
 * across scopes, so nobody learns from it what others scan.
 */
export function scanScope(principal: Principal): {
  readonly scope: string
  readonly visibleBy: readonly string[]
} {
  const own = principal.groups.filter((group) => group !== 'public').toSorted()
  const visibleBy = own.length > 0 ? own : ['public']
  return { scope: visibleBy.join(','), visibleBy }
}

function describe({ status, message, percent, is_cancelled: isCancelled }: ScanRow): string {
  if (status === 'done') return message
  if (isCancelled) return 'being cancelled'
  if (status === 'running') return `running, ${percent} %`
  return message === '' ? 'waiting for a worker' : message
}
