import { type Kysely, sql } from 'kysely'

/**
 * A watched value may be as long as a stored one, and an entry of a B-tree has at most 2,704 bytes:
 * what is watched is unique by its hash. The backslash begins an escape in the text of a `bytea`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `ALTER TABLE watches DROP CONSTRAINT watches_source_id_kind_target_key`,
  `CREATE UNIQUE INDEX watches_target
     ON watches (source_id, kind, sha256(replace(target, '\\', '\\\\')::bytea))`,
]
