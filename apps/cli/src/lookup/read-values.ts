import { extractIndicators, maxTextBytes } from '@windvane/model'
import { CommandError } from '../define-command.ts'
import { readInput } from '../scan/read-input.ts'

const maxSizeBytes = 64 * 1024 * 1024

/** Of a longer line the begin is enough to say that it is no value. */
const maxLineLength = maxTextBytes + 1

/** The values of a file, or of the standard input for `-` and for none. */
export async function readValues(
  path: string | undefined,
  { isText }: { readonly isText: boolean },
): Promise<readonly string[]> {
  const text =
    path === undefined || path === '-'
      ? await readStandardInput(path)
      : await readInput(path, { purpose: 'values', maxSizeBytes })
  return isText ? extractIndicators(text) : listValues(text)
}

/** One value a line, each once; blank lines and comments are none. */
function listValues(text: string): readonly string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim().slice(0, maxLineLength).toWellFormed())
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))]
}

async function readStandardInput(path: string | undefined): Promise<string> {
  if (path === undefined && process.stdin.isTTY) {
    throw new CommandError('Cannot look up nothing: name a file, or pipe values in', {
      exitCode: 64,
    })
  }
  const chunks: Buffer[] = []
  let sizeBytes = 0
  // a stream without an encoding gives buffers
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > maxSizeBytes) {
      throw new CommandError('Cannot read values: the input is larger than 64 MiB', {
        exitCode: 64,
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
