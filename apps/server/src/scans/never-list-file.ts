import { readFileSync, statSync } from 'node:fs'
import { type NeverEntry, parseNeverList } from '@windvane/scan'
import { SettingFileError } from './setting-file-error.ts'

/** The entries as the file has them now, asked before each address and name. */
export type NeverListFile = () => readonly NeverEntry[]

export type NeverListOptions = {
  /** Told once of each change of the file that cannot be read whole. */
  readonly onProblem?: (problems: readonly string[]) => void
  /** `lenient`: what cannot be read at first is no error, as somebody else has the older list. */
  readonly atStart?: 'strict' | 'lenient'
  readonly nowMs?: () => number
}

/** How often the file is looked at, at most. */
const lookMs = 1_000

/**
 * Opens the list of SCAN_NEVER; throws `SettingFileError` when it cannot be read whole. Later it is
 * read again when it changes. A change that cannot be read whole forgets nothing: what was forbidden
 * stays so, and what can be read of the new is forbidden as well.
 */
export function openNeverList(path: string, options: NeverListOptions = {}): NeverListFile {
  const { onProblem = () => undefined, nowMs = () => performance.now() } = options
  let read = readList(path)
  if (read.problems.length > 0 && options.atStart !== 'lenient') {
    throw new SettingFileError('SCAN_NEVER', read.problems)
  }
  let entries = read.entries
  let lookedAt = nowMs()
  return () => {
    if (nowMs() - lookedAt < lookMs) return entries
    lookedAt = nowMs()
    if (markOf(path) === read.mark) return entries
    read = readList(path)
    if (read.problems.length > 0) onProblem(read.problems)
    entries = read.problems.length > 0 ? [...entries, ...read.entries] : read.entries
    return entries
  }
}

type ReadList = {
  readonly mark: string
  readonly entries: readonly NeverEntry[]
  readonly problems: readonly string[]
}

function readList(path: string): ReadList {
  const mark = markOf(path)
  try {
    return { mark, ...parseNeverList(readFileSync(path, 'utf8')) }
  } catch (error) {
    return { mark, entries: [], problems: [error instanceof Error ? error.message : String(error)] }
  }
}

/** Differs when the file was written or put in place of another. */
function markOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'missing'
}
