import { type NeverEntry, parseNeverList } from '@windvane/scan'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'
import { readInput } from './read-input.ts'

/** The entries of a never-scan list. Throws a `CommandError` when a line of it cannot be read. */
export async function readNeverList(path: string): Promise<readonly NeverEntry[]> {
  const text = await readInput(path, { purpose: 'the never-scan list', maxSizeBytes })
  const { entries, problems } = parseNeverList(text)
  const [problem] = problems
  if (problem === undefined) return entries
  // A line that is left out would be a host that is scanned.
  throw new CommandError(
    `Cannot read the never-scan list from ${printable(path)}: ${printable(problem, 200)}`,
    { exitCode: 64 },
  )
}

const maxSizeBytes = 16 * 1024 * 1024
