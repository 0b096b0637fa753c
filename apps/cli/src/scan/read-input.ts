import { open } from 'node:fs/promises'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'

export type InputOptions = {
  /** What the file is wanted for, for the message: `trust anchors`. */
  readonly purpose: string
  readonly maxSizeBytes: number
}

/** The text of a file that the command line names. Throws a `CommandError` when it cannot be had. */
export async function readInput(path: string, options: InputOptions): Promise<string> {
  const { purpose, maxSizeBytes } = options
  try {
    return await readText(path, maxSizeBytes)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(',')[0] : String(cause)
    throw new CommandError(`Cannot read ${purpose} from ${printable(path)}: ${reason}`, {
      exitCode: 64,
      cause,
    })
  }
}

/** A pipe has no size to be asked for, so what comes is counted. */
async function readText(path: string, maxSizeBytes: number): Promise<string> {
  await using file = await open(path)
  const chunks: Buffer[] = []
  let sizeBytes = 0
  // a file stream without an encoding gives buffers
  for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > maxSizeBytes) {
      throw new Error(`it is larger than ${Math.floor(maxSizeBytes / 1024 / 1024)} MiB`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
