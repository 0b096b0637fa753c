import { type Kysely, sql } from 'kysely'

/** Feeds, and the index they are built from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // A version of a feed; the one that is not retired is served. `name` is an entity type.
  `CREATE TABLE feeds (
    id uuid PRIMARY KEY,
    level smallint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    content_hash text NOT NULL,
    md5 text NOT NULL,
    size_bytes bigint NOT NULL,
    text_bytes bigint NOT NULL,
    chunks integer NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz)`,
  `CREATE UNIQUE INDEX feeds_current ON feeds (level, kind, name) WHERE retired_at IS NULL`,
  // Of feeds, and of files that are still being written: those have no row in `feeds` yet.
  `CREATE TABLE feed_chunks (
    file_id uuid NOT NULL,
    seq integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (file_id, seq))`,
  // A value may be longer than an index entry can be, so only its begin is in it.
  `CREATE INDEX entities_feed ON entities (type, (left(value, 512) COLLATE "C"), value_key)
    WHERE audience = 'public' AND reputation < 0 AND accuracy >= 1 AND NOT well_known`,
]
