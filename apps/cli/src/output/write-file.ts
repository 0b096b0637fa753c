import { randomBytes } from 'node:crypto'
import { open, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'

/** Writes a file so that at no moment there is half of it. Throws a `CommandError` when it cannot. */
export async function writeOutput(
  path: string,
  content: string | AsyncIterable<string>,
): Promise<void> {
  await explain(path, async () => {
    if (await isStream(path)) return writeFile(path, content)
    const place = await realpath(path).catch(() => path)
    const draft = toDraft(place)
    try {
      await writeWhole(draft, content)
      await rename(draft, place)
    } catch (error) {
      await unlink(draft).catch(() => {})
      throw error
    }
  })
}

/** Finds out before a long scan whether its report can be written after it. */
export async function checkOutput(path: string): Promise<void> {
  await explain(path, async () => {
    if (await isStream(path)) return
    const draft = toDraft(await realpath(path).catch(() => path))
    await writeWhole(draft, '')
    await unlink(draft)
  })
}

async function explain(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const reason = cause instanceof Error ? cause.message.split(',')[0] : String(cause)
    throw new CommandError(`Cannot write ${printable(path)}: ${reason}`, { exitCode: 73, cause })
  }
}

/** A terminal, a pipe or a device is written to and never replaced. */
async function isStream(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new Error('it is a folder')
  return found !== undefined && !found.isFile()
}

function toDraft(place: string): string {
  return join(dirname(place), `.${basename(place).slice(0, 100)}.${randomBytes(6).toString('hex')}`)
}

async function writeWhole(path: string, content: string | AsyncIterable<string>): Promise<void> {
  await using file = await open(path, 'wx')
  await file.writeFile(content)
  await file.sync()
}
