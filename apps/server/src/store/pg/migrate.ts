import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

import { migrations } from '../migrations/index.ts'

/**
 * Brings the schema up to date, all or nothing. Safe when several processes start at once: the
 * migrator holds an advisory lock. A schema that is newer than this program is refused.
 */
export async function migrate(pool: PostgresPool): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: loadMigrations },
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  throw new Error('Cannot bring the database schema up to date', { cause: error })
}

async function loadMigrations(): Promise<Record<string, Migration>> {
  const loading = Object.entries(migrations).map(
    async ([name, load]) => [name, await load()] as const,
  )
  return Object.fromEntries(await Promise.all(loading))
}
