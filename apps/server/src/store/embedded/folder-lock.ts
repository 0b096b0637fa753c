import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process has the data folder open. */
class FolderLockedError extends Error {
  readonly code = 'folder_locked'
  readonly pid: number | undefined

  constructor(folder: string, pid: number | undefined) {
    super(
      `Cannot open the data folder "${folder}": process ${pid ?? 'unknown'} has it open. ` +
        'Stop that process, or give this one a data folder of its own',
    )
    this.name = 'FolderLockedError'
    this.pid = pid
  }
}

/** https://sqlite.org/rescode.html#busy */
const sqliteBusy = 5

/**
 * Locks a folder for this process alone, or throws `FolderLockedError`. It is the kernel's lock, as
 * SQLite takes it on an (always empty) database: it ends with the process however that ends, so
 * there is no stale lock to judge and none to steal.
 */
export function lockFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ownerFile = join(folder, 'lock-owner.json')
  const lock = takeLock(join(folder, 'lock'))
  if (lock === undefined) throw new FolderLockedError(folder, readOwner(ownerFile))
  // Only for the message to a second process; the lock itself does not depend on it.
  writeFileSync(ownerFile, JSON.stringify({ pid: process.pid }))
  return { [Symbol.dispose]: () => lock.close() }
}

function takeLock(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy)
      return undefined
    throw error
  }
}

function readOwner(path: string): number | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof owner !== 'object' || owner === null || !('pid' in owner)) return undefined
    return typeof owner.pid === 'number' ? owner.pid : undefined
  } catch {
    return undefined
  }
}
