import { statfs } from 'node:fs/promises'

import { AppError } from '@windvane/model'

/** PostgreSQL stops when it cannot make a segment of its journal, and a segment has 16 MiB. */
const neededBytes = 32 * 1024 * 1024

/** What a caller is told while the database in `folder` is not open: why, and when to come back. */
export async function createLossError(folder: string, cause: unknown): Promise<AppError> {
  if (await isFull(folder))
    return new AppError('storage_full', {}, { cause, retryAfterSeconds: 30 })
  return new AppError('unavailable', {}, { cause, retryAfterSeconds: 1 })
}

async function isFull(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize < neededBytes
  } catch {
    return false
  }
}
