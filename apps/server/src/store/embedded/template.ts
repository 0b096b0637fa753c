import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const repositoryFolder = join(import.meta.dirname, '../../../../..')

/**
 * The folder of an empty, migrated database that a first start copies: making one takes five
 * seconds and 850 MB, which a server should not pay. Made when it is missing, in a process of its
 * own, and kept per version of PGlite and of the schema.
 */
export async function prepareTemplate(): Promise<string> {
  const folder = await templateFolder()
  return existsSync(folder) ? folder : makeTemplate(folder)
}

export async function templateFolder(): Promise<string> {
  const cache = join(repositoryFolder, 'node_modules/.cache/windvane')
  return join(cache, `template-${await hashVersions()}`)
}

async function hashVersions(): Promise<string> {
  const hash = createHash('sha256')
  const { resolve } = createRequire(import.meta.url)
  const migrationsFolder = join(import.meta.dirname, '../migrations')
  const names = await readdir(migrationsFolder)
  const pglite = join(dirname(resolve('@electric-sql/pglite')), '../package.json')
  for (const path of [pglite, ...names.toSorted().map((name) => join(migrationsFolder, name))]) {
    hash.update(await readFile(path))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Makes a migrated, empty database, unless it is there, in a process of its own. */
export async function makeTemplate(folder: string): Promise<string> {
  const script = join(import.meta.dirname, 'make-template.ts')
  await promisify(execFile)(process.execPath, [script, folder])
  return folder
}
