import { CommandError, type Environment } from '../define-command.ts'
import { writeOutput } from '../output/write-file.ts'
import { printable } from '../terminal/printable.ts'
import { readExport } from './read-export.ts'

export type SearchExport = { readonly path: string; readonly body: unknown }

/** Writes all hits of a search to a file. Gives the exit code: 1 when there are none, and no file. */
export async function exportSearch(
  environment: Environment,
  { path, body }: SearchExport,
): Promise<number> {
  const pieces = readExport(environment, { format: toFormat(path), body })
  const first = await pieces.next()
  if (first.done === true) {
    process.stdout.write('Nothing found.\n')
    return 1
  }
  await writeOutput(path, join(first.value, pieces))
  process.stdout.write(`Written to ${printable(path)}\n`)
  return 0
}

function toFormat(path: string): 'csv' | 'ndjson' {
  if (path.endsWith('.csv')) return 'csv'
  if (path.endsWith('.ndjson')) return 'ndjson'
  throw new CommandError(
    `Cannot export to ${printable(path)}: its name must end in .csv or .ndjson`,
    {
      exitCode: 64,
    },
  )
}

async function* join(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}
