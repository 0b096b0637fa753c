import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

export type NewAdminKey = { readonly apiKey: string; readonly apiSecret: string }

/** Where the administrator's key pair lies for the tools of this machine. */
export function adminKeyFile(dataDir: string): string {
  return join(dataDir, 'admin-key.json')
}

/** Where a key pair lies until the database knows it. */
function draftFile(dataDir: string): string {
  return `${adminKeyFile(dataDir)}.new`
}

export function readAdminKey(dataDir: string): Promise<NewAdminKey | undefined> {
  return readKey(adminKeyFile(dataDir))
}

/** A draft that is there at a start belongs to a process that ended before it could keep it. */
export function readDraftKey(dataDir: string): Promise<NewAdminKey | undefined> {
  return readKey(draftFile(dataDir))
}

/** Resolves when the draft is on the disk: what follows may fail at any point. */
export async function draftAdminKey(
  dataDir: string,
  { apiKey, apiSecret }: NewAdminKey,
): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const file = await open(draftFile(dataDir), 'w', 0o600)
  try {
    // The mode above counts only for a file that did not exist.
    await file.chmod(0o600)
    await file.writeFile(`${JSON.stringify({ apiKey, apiSecret })}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await syncFolder(dataDir)
}

/** Puts the draft in the place of the file: a reader never sees half of it. */
export async function keepAdminKey(dataDir: string): Promise<void> {
  try {
    await rename(draftFile(dataDir), adminKeyFile(dataDir))
    await syncFolder(dataDir)
  } catch (error) {
    // Another process that started on the same folder was quicker.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

async function readKey(file: string): Promise<NewAdminKey | undefined> {
  try {
    const key: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isKey(key) ? key : undefined
  } catch {
    // Missing, or the half of a draft.
    return undefined
  }
}

function isKey(value: unknown): value is NewAdminKey {
  if (typeof value !== 'object' || value === null) return false
  if (!('apiKey' in value) || !('apiSecret' in value)) return false
  return typeof value.apiKey === 'string' && typeof value.apiSecret === 'string'
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
