import { constants, type Dirent } from 'node:fs'
import { copyFile, mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Copies what is in a folder, and resolves when the copy is on the disk. */
export async function copyFolder(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true })
  await Promise.all(entries.map((entry) => copyEntry(entry, join(to, entry.name))))
  await syncPath(to)
}

async function copyEntry(entry: Dirent, target: string): Promise<void> {
  const source = join(entry.parentPath, entry.name)
  if (entry.isDirectory()) {
    await mkdir(target, { mode: 0o700 })
    return copyFolder(source, target)
  }
  // Shares the blocks where the file system can, else copies them.
  await copyFile(source, target, constants.COPYFILE_FICLONE)
  await syncPath(target)
}

/** Has the system write a file or folder to the disk. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
