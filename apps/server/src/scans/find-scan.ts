import { type Principal } from '@windvane/model'
import { defineStatement, type Queryable } from '../store/store.ts'
import { isUuid } from '../store/is-uuid.ts'
import { type ScanRow, scanColumns, scanScope, type ScanTask, toScanTask } from './scan-task.ts'

/** The task, if it is of the caller's scope. */
export async function findScan(
  db: Queryable,
  principal: Principal,
  id: string,
): Promise<ScanTask | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db.query(selectScan, [id, scanScope(principal).scope])
  return row && toScanTask(row)
}

const selectScan = defineStatement<ScanRow>(
  'scan-find',
  `SELECT ${scanColumns} FROM scans WHERE id = $1 AND scope = $2`,
)
