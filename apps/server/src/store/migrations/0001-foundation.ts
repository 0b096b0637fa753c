import { type Kysely, sql } from 'kysely'

/** Accounts, entities, history, relations, comments, scans, webhooks, jobs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const accounts = [
  `CREATE TABLE users (
    id uuid PRIMARY KEY,
    alias text NOT NULL UNIQUE,
    full_name text NOT NULL,
    email text UNIQUE,
    roles text[] NOT NULL,
    groups text[] NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    webhook_secrets bytea,
    created_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE key_pairs (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    api_key text NOT NULL UNIQUE,
    secret_hash bytea NOT NULL,
    verified boolean NOT NULL,
    expire_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    bearer_hash bytea NOT NULL UNIQUE,
    kind text NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    verified boolean NOT NULL,
    expire_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now())`,
]

/**
 * `audience` is `public`, one private group, or the private groups of an account, sorted and joined
 * by commas: each row is the consolidated view of whoever reads with those groups.
 * `value_key` is the first eight bytes of the value's SHA3-256 as a signed integer.
 * `tokens` holds one array of tokens per searchable field, so that `tokens @> [["a","b"]]` asks for
 * both in one field. Without the pending list of `fastupdate` a write costs a tenth more and an exact
 * search a sixth (docs/decisions/0004-search-in-postgresql.md).
 */
const entities = [
  `CREATE TABLE entities (
    id text NOT NULL,
    audience text NOT NULL,
    type text NOT NULL,
    value text NOT NULL,
    value_key bigint NOT NULL,
    attributes jsonb NOT NULL,
    reputation smallint NOT NULL,
    best_reputation smallint NOT NULL,
    worst_reputation smallint NOT NULL,
    accuracy smallint NOT NULL,
    tags text[] NOT NULL,
    well_known boolean NOT NULL,
    visible_by text[] NOT NULL,
    network inet,
    tokens jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    PRIMARY KEY (id, audience))`,
  `CREATE INDEX entities_value_key ON entities (value_key)`,
  `CREATE INDEX entities_tokens ON entities USING gin (tokens jsonb_path_ops) WITH (fastupdate = off)`,
  `CREATE INDEX entities_cidr ON entities USING gist (network inet_ops) WHERE type = 'cidr'`,
  `CREATE INDEX entities_updated_at ON entities (updated_at DESC, id)`,
  `CREATE TABLE audiences (
    audience text PRIMARY KEY,
    groups text[] NOT NULL)`,
  `CREATE TABLE votes (
    entity_id text NOT NULL,
    audience text NOT NULL,
    user_id uuid NOT NULL,
    reputation smallint NOT NULL,
    is_direct boolean NOT NULL,
    PRIMARY KEY (entity_id, audience, user_id))`,
  `CREATE TABLE history (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    entity_id text NOT NULL,
    type text NOT NULL,
    user_id uuid NOT NULL,
    origin text NOT NULL,
    attributes jsonb NOT NULL,
    reputation smallint NOT NULL,
    accuracy smallint NOT NULL,
    tags text[] NOT NULL,
    well_known boolean NOT NULL,
    visible_by text[] NOT NULL)`,
  `CREATE INDEX history_entity ON history (entity_id, at DESC)`,
]

/** A relation has one row per group that may see it, so that no group's report shows to another. */
const relations = [
  `CREATE TABLE relations (
    entity_id text NOT NULL,
    related_id text NOT NULL,
    audience text NOT NULL,
    mode text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    PRIMARY KEY (entity_id, related_id, audience))`,
  `CREATE INDEX relations_related ON relations (related_id, entity_id, audience)`,
  `CREATE TABLE relation_history (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    relation_id text NOT NULL,
    entity_id text NOT NULL,
    related_id text NOT NULL,
    user_id uuid NOT NULL,
    mode text NOT NULL,
    visible_by text[] NOT NULL)`,
  `CREATE TABLE comments (
    id uuid PRIMARY KEY,
    entity_id text NOT NULL,
    at timestamptz NOT NULL,
    user_id uuid NOT NULL,
    parent_id uuid,
    comment text NOT NULL,
    visible_by text[] NOT NULL)`,
  `CREATE INDEX comments_entity ON comments (entity_id, at DESC)`,
]

/** `scope` is `public` or the requester's private groups: a task is never shared across scopes. */
const scans = [
  `CREATE TABLE scans (
    id uuid PRIMARY KEY,
    target text NOT NULL,
    scope text NOT NULL,
    visible_by text[] NOT NULL,
    user_id uuid NOT NULL,
    is_current boolean NOT NULL DEFAULT true,
    status text NOT NULL,
    message text NOT NULL DEFAULT '',
    percent smallint NOT NULL DEFAULT 0,
    attempt integer NOT NULL DEFAULT 0,
    report jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz)`,
  `CREATE UNIQUE INDEX scans_current ON scans (target, scope) WHERE is_current`,
  `CREATE INDEX scans_user ON scans (user_id, created_at DESC)`,
  `CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    scan_id uuid NOT NULL REFERENCES scans ON DELETE CASCADE,
    user_id uuid NOT NULL,
    url text NOT NULL,
    headers bytea NOT NULL,
    state text NOT NULL,
    body text,
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz,
    finished_at timestamptz)`,
  `CREATE INDEX webhooks_scan ON webhooks (scan_id)`,
  `CREATE TABLE webhook_attempts (
    webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    attempt integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    outcome text NOT NULL,
    duration_ms integer NOT NULL,
    PRIMARY KEY (webhook_id, attempt))`,
]

const jobs = [
  `CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject uuid NOT NULL,
    run_at timestamptz NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    lease_until timestamptz)`,
  `CREATE INDEX jobs_due ON jobs (kind, run_at)`,
]

const statements = [...accounts, ...entities, ...relations, ...scans, ...jobs]
