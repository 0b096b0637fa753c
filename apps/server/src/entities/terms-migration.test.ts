import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { submit } from './submit.ts'
import { up } from '../store/migrations/0003-search-terms.ts'
import { type Store } from '../store/store.ts'
import { createTestDatabase } from '../store/test-database.ts'
import { openTestStore } from '../store/test-store.ts'

const serverUrl = process.env['TEST_DATABASE_URL']

describe.runIf(serverUrl)('a database without terms', () => {
  it('gets those that the write path would have written', async () => {
    const database = await createTestDatabase(serverUrl)
    await using store = await openTestStore(database)
    await fill(store)
    const written = await readAll(store)
    expect(written.dictionary.length).toBeGreaterThan(2_000)
    for (const text of undo) await store.query({ text })
    await migrate(database.config.kind === 'postgres' ? database.config.url : '')
    expect(await readAll(store)).toEqual(written)
  })
})

async function migrate(connectionString: string): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString, max: 1 }) }),
  })
  try {
    await db.transaction().execute(up)
  } finally {
    await db.destroy()
  }
}

/** More rows than are filled at a time. */
async function fill(store: Store): Promise<void> {
  const base = { userId: randomUUID(), alias: 'reporter', roles: [] }
  const submissions = Array.from({ length: 1_100 }, (_, number) => ({
    principal: { ...base, groups: number % 3 === 0 ? ['public', 'acme'] : ['public'] },
    report: {
      type: 'command',
      attributes: { command: `Ping -c ${number} example.com`, asn: number },
      tags: [`Tag ${number % 7}`],
    },
  }))
  await submit(store, submissions, { privateAddresses: 'refuse' })
}

async function readAll(store: Store) {
  const read = (text: string) => store.query<Readonly<Record<string, unknown>>>({ text })
  return {
    entities: await read(`SELECT id, audience, ${sorted}, analysed FROM entities ORDER BY 1, 2`),
    history: await read(`SELECT id, ${sorted}, analysed FROM history ORDER BY 1`),
    dictionary: await read('SELECT term, folded FROM search_terms ORDER BY 1'),
    indexes: await read(`SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`),
  }
}

/** The order within a row means nothing. */
const sorted = 'ARRAY(SELECT t FROM unnest(terms) AS t ORDER BY t) AS terms'

const undo = [
  'DROP TABLE search_terms',
  'DROP FUNCTION phrase_distance',
  'ALTER TABLE entities DROP COLUMN terms, DROP COLUMN analysed',
  'ALTER TABLE history DROP COLUMN terms, DROP COLUMN analysed',
  `DO $$ DECLARE name text; BEGIN
     FOR name IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND (indexname ~ '_attribute_' OR indexname IN
       ('entities_created_at', 'entities_reputation', 'history_at'))
     LOOP EXECUTE format('DROP INDEX %I', name); END LOOP; END $$`,
  'DROP FUNCTION attribute_instant',
]
