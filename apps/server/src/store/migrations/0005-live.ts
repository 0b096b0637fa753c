import { type Kysely, sql } from 'kysely'

/** What readers of the live feed are told, and the tickets that open it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One row per some hundred events of a transaction. Transactions that began later may be seen
  // earlier, so readers go by their ids: see docs/decisions/0025-live-feed.md.
  `CREATE TABLE live_events (
    xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    events text NOT NULL,
    PRIMARY KEY (xid, seq))`,
  // They are gone in minutes: compressing them took longer than all the rest of their insertion.
  `ALTER TABLE live_events ALTER events SET STORAGE EXTERNAL`,
  `CREATE INDEX live_events_at ON live_events (at)`,
  `CREATE TABLE live_tickets (
    ticket_hash bytea PRIMARY KEY,
    credential_kind text NOT NULL,
    credential_id uuid NOT NULL,
    groups text[] NOT NULL,
    expire_at timestamptz NOT NULL)`,
  `CREATE INDEX live_tickets_expire_at ON live_tickets (expire_at)`,
]
