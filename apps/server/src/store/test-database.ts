import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from 'pg'

import { openStore, type StoreConfig } from './open-store.ts'

/** An empty database of one test; disposing it removes it. */
export type TestDatabase = AsyncDisposable & { readonly config: StoreConfig }

/** On the PostgreSQL server that `TEST_DATABASE_URL` names, else embedded in a temporary folder. */
export async function createTestDatabase(
  serverUrl: string | undefined = process.env['TEST_DATABASE_URL'],
): Promise<TestDatabase> {
  if (serverUrl === undefined || serverUrl === '') return createTestFolder()
  const name = `windvane_test_${randomUUID().replaceAll('-', '')}`
  await withServer(serverUrl, async (server) => {
    const template = await prepareTemplate(server, serverUrl)
    await server.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  return {
    config: { kind: 'postgres', url: toDatabaseUrl(serverUrl, name), poolSize: 4 },
    [Symbol.asyncDispose]: () =>
      withServer(serverUrl, async (server) => {
        await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      }),
  }
}

async function createTestFolder(): Promise<TestDatabase> {
  const parent = await mkdtemp(join(tmpdir(), 'windvane-test-'))
  return {
    config: { kind: 'embedded', folder: join(parent, 'data') },
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  }
}

/** Makes, once per version of the schema, the migrated database that tests copy. */
async function prepareTemplate(server: Client, serverUrl: string): Promise<string> {
  const name = `windvane_template_${await hashMigrations()}`
  await server.query('SELECT pg_advisory_lock(hashtext($1))', [name])
  const found = await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (found.rowCount === 0) {
    const draft = `${name}_draft`
    await server.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`)
    await server.query(`CREATE DATABASE ${draft}`)
    const store = await openStore({ kind: 'postgres', url: toDatabaseUrl(serverUrl, draft) })
    await store[Symbol.asyncDispose]()
    await server.query(`ALTER DATABASE ${draft} RENAME TO ${name}`)
  }
  await server.query('SELECT pg_advisory_unlock(hashtext($1))', [name])
  return name
}

async function hashMigrations(): Promise<string> {
  const folder = join(import.meta.dirname, 'migrations')
  const hash = createHash('sha256')
  const names = await readdir(folder)
  for (const name of names.toSorted()) hash.update(await readFile(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}

function toDatabaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

async function withServer(url: string, use: (server: Client) => Promise<void>): Promise<void> {
  const server = new Client({ connectionString: url })
  await server.connect()
  try {
    await use(server)
  } finally {
    await server.end()
  }
}
