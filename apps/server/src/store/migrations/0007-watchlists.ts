import { type Kysely, sql } from 'kysely'

/** Watchlists, saved searches, and the alerts of both. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // `kind` is `watchlist` or `saved-search`; the columns from `search` on are of saved
  // searches alone. Changes before `alert_since` are never told, those before `cursor_at` are.
  `CREATE TABLE alert_sources (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind text NOT NULL,
    name text NOT NULL,
    webhook_url text,
    webhook_headers bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search text,
    alerts boolean NOT NULL DEFAULT false,
    checked_at timestamptz,
    alert_since timestamptz,
    cursor_at timestamptz,
    problem text)`,
  `CREATE INDEX alert_sources_user ON alert_sources (user_id, kind, id)`,
  // `target` is what is watched, as it is told; `network` is set for a network alone.
  `CREATE TABLE watches (
    id uuid PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES alert_sources ON DELETE CASCADE,
    place integer NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    network inet,
    reputation smallint,
    worst_reputation smallint,
    events text[] NOT NULL,
    UNIQUE (source_id, kind, target))`,
  `CREATE INDEX watches_network ON watches USING gist (network inet_ops) WHERE kind = 'cidr'`,
  // What entities are looked up by: an id, the hash of a value, a type, a tag in lower case; of a
  // network the network. Written with the version that their transaction made.
  `CREATE TABLE watch_keys (
    kind text NOT NULL,
    key text NOT NULL,
    watch_id uuid NOT NULL REFERENCES watches ON DELETE CASCADE,
    version bigint NOT NULL,
    PRIMARY KEY (kind, key, watch_id))`,
  `CREATE INDEX watch_keys_watch ON watch_keys (watch_id)`,
  `CREATE INDEX watch_keys_version ON watch_keys (version)`,
  // One row, 0 while nothing was ever watched: who changes it holds it, so that versions are seen in
  // their order.
  `CREATE TABLE watch_version (version bigint NOT NULL)`,
  `INSERT INTO watch_version VALUES (0)`,
  // When an alert of this kind was last raised, so that it is not raised again too soon.
  `CREATE TABLE alert_states (
    watch_id uuid NOT NULL,
    entity_id text NOT NULL,
    event text NOT NULL,
    source_id uuid NOT NULL REFERENCES alert_sources ON DELETE CASCADE,
    reputation smallint NOT NULL,
    worst_reputation smallint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (watch_id, entity_id, event))`,
  `CREATE INDEX alert_states_source ON alert_states (source_id)`,
  `CREATE INDEX alert_states_at ON alert_states (at)`,
  // `visible_to`: whoever reads it has to be in all of these groups.
  `CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES alert_sources ON DELETE CASCADE,
    at timestamptz NOT NULL,
    visible_to text[] NOT NULL,
    body text NOT NULL)`,
  `CREATE INDEX alerts_source ON alerts (source_id, at DESC, id DESC)`,
  `CREATE INDEX alerts_at ON alerts (at)`,
  // The message of a webhook of an alert has the id and the body of its alert.
  `ALTER TABLE webhooks ALTER COLUMN scan_id DROP NOT NULL,
     ADD COLUMN alert_id uuid REFERENCES alerts ON DELETE CASCADE,
     ADD CONSTRAINT webhooks_one_subject CHECK (num_nonnulls(scan_id, alert_id) = 1)`,
  `CREATE INDEX webhooks_alert ON webhooks (alert_id)`,
  // The job that removes what is too old puts itself back for ever: there is never a second.
  `INSERT INTO jobs (id, kind, subject, run_at)
   VALUES ('01900000-0000-7000-8000-000000000007', 'prune-alerts',
     '01900000-0000-7000-8000-000000000007', now())`,
]
