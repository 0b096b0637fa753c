import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The key of the data folder, made at the first start. */
export async function loadSecretKey(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'secret-key')
  const text = (await read(file)) ?? (await create(file))
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`Cannot read ${file}: expected 64 hex digits`)
  return Buffer.from(text, 'hex')
}

async function read(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** A hard link to a complete file: of two processes that start together one wins, whole. */
async function create(file: string): Promise<string> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  await link(draft, file).catch(() => undefined)
  await unlink(draft)
  return (await read(file)) ?? ''
}
