import { type Principal } from '@windvane/model'
import { type Queue } from '../queue/queue.ts'
import { isUuid } from '../store/is-uuid.ts'
import { defineStatement, type Store } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { tellDone } from './live-scan.ts'
import { type ScanRow, scanColumns, scanScope, type ScanTask, toScanTask } from './scan-task.ts'
import { type Signals } from './signals.ts'

export type CancelPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly webhooks: Webhooks
  readonly told: Signals
  readonly cancels: Signals
}

/** What a task says that was cancelled before a packet was sent. */
export const cancelledBeforeStart = 'cancelled before it started'

/**
 * Cancels a task of the caller's scope: a queued one is done at once, a running one as soon as its
 * worker hears of it, a done one stays as it is. From now on it does not answer for its target.
 */
export async function cancelScan(
  ports: CancelPorts,
  principal: Principal,
  id: string,
): Promise<ScanTask | undefined> {
  if (!isUuid(id)) return undefined
  return ports.store.transaction(async (tx) => {
    const [found] = await tx.query(lockScan, [id, scanScope(principal).scope])
    if (!found || found.status === 'done') return found && toScanTask(found)
    const [cancelled] = await tx.query(updateCancelled, [found.id, cancelledBeforeStart])
    if (!cancelled) return undefined
    if (cancelled.status === 'done') {
      await ports.queue.remove(tx, 'run-scan', found.id)
      await tellDone(tx, found.id, cancelled.message)
      await ports.webhooks.makeDue(tx, found)
    }
    tx.afterCommit(() => {
      ports.cancels.tell(found.id)
      ports.told.tell(found.id)
    })
    return toScanTask(cancelled)
  })
}

const lockScan = defineStatement<ScanRow>(
  'scan-cancel-lock',
  `SELECT ${scanColumns} FROM scans WHERE id = $1 AND scope = $2 FOR UPDATE`,
)

const updateCancelled = defineStatement<ScanRow>(
  'scan-cancel',
  `UPDATE scans SET is_current = false, cancelled_at = coalesce(cancelled_at, now()),
     status = CASE status WHEN 'queued' THEN 'done' ELSE status END,
     message = CASE status WHEN 'queued' THEN $2 ELSE message END,
     percent = CASE status WHEN 'queued' THEN 100 ELSE percent END,
     finished_at = CASE status WHEN 'queued' THEN now() ELSE finished_at END
   WHERE id = $1
   RETURNING ${scanColumns}`,
)
