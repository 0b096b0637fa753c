import type { PostgresPool } from 'kysely'

import { migrations } from '../migrations/index.ts'
import { type Session } from './session.ts'

/** Brings the schema up to date; costs one query when it is. */
export async function migrateSession(session: Session): Promise<void> {
  if (await isUpToDate(session)) return
  const { client } = session
  const connection = { query: client.query.bind(client), release: () => {} }
  // The driver's client is what the migrator's pool would hand out; this one is not pooled.
  const pool = {
    connect: () => Promise.resolve(connection),
    end: () => Promise.resolve(),
  } as unknown as PostgresPool
  // Loaded only now, as the migrator is large and most starts have nothing to migrate.
  const { migrate } = await import('../pg/migrate.ts')
  await migrate(pool)
}

async function isUpToDate(session: Session): Promise<boolean> {
  const [table] = await session.query<{ readonly exists: boolean }>({
    text: `SELECT to_regclass('kysely_migration') IS NOT NULL AS exists`,
  })
  if (table?.exists !== true) return false
  const applied = await session.query<{ readonly name: string }>({
    text: 'SELECT name FROM kysely_migration ORDER BY name',
  })
  const names = Object.keys(migrations).toSorted()
  return JSON.stringify(applied.map((row) => row.name)) === JSON.stringify(names)
}
