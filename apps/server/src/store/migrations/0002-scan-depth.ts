import { type Kysely, sql } from 'kysely'

/** Port states, live events, cancelling, claims of addresses, idempotency keys. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // When somebody asked to cancel; the task is done some time later.
  `ALTER TABLE scans ADD COLUMN cancelled_at timestamptz`,
  `CREATE INDEX scans_finished ON scans (target, scope, finished_at DESC) WHERE status = 'done'`,
  // One row per port that was ever open, so it stays small whatever is scanned.
  `CREATE TABLE scan_ports (
    scope text NOT NULL,
    address text NOT NULL,
    transport text NOT NULL,
    port integer NOT NULL,
    state text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    scan_id uuid NOT NULL,
    PRIMARY KEY (scope, address, transport, port))`,
  `CREATE TABLE scan_events (
    scan_id uuid NOT NULL REFERENCES scans ON DELETE CASCADE,
    seq integer NOT NULL,
    name text NOT NULL,
    data text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scan_id, seq))`,
  `CREATE INDEX scan_events_at ON scan_events (at)`,
  // Which scan last touched an address, whoever asked for it.
  `CREATE TABLE scan_addresses (
    address text PRIMARY KEY,
    scan_id uuid NOT NULL,
    claimed_at timestamptz NOT NULL)`,
  `CREATE INDEX scan_addresses_claimed_at ON scan_addresses (claimed_at)`,
  `CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    reply text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key_hash))`,
  `CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at)`,
]
