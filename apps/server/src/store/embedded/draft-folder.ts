import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** How the folder begins in which this process makes another one. */
export function draftPrefix(target: string): string {
  return `${target}.draft-${process.pid}-`
}

/** Removes the drafts in a folder whose processes were killed before they were done. */
export async function removeAbandonedDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /\.draft-(\d+)-[^.]+$/.exec(name)?.[1]
    if (pid === undefined || isRunning(Number(pid))) continue
    await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** This process has no draft yet: one of its number is of a process before it. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
