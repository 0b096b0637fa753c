import { defineStatement, type Queryable } from '../store.ts'

const intervalMs = 60_000
/** The journal grows by this much at most before it is cut, which also bounds a recovery. */
const journalBytes = 64 * 1024 * 1024
const vacuumBudgetMs = 300_000

/**
 * Does now and then what PostgreSQL's background processes do, which PGlite does not have: writes
 * checkpoints, without which the journal grows for ever, and clears tables of dead rows.
 */
export function startMaintenance(db: Queryable): Disposable {
  let journalEnd: string | undefined
  const timer = setInterval(() => {
    maintain(db, journalEnd).then(
      (end) => (journalEnd = end),
      // The database is closed or busy being reopened; there is another time.
      () => {},
    )
  }, intervalMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Resolves to where the journal ends. Nothing is to be done while that is where it ended before. */
export async function maintain(db: Queryable, formerEnd: string | undefined): Promise<string> {
  const [journal] = await db.query(readJournal)
  if (journal === undefined || journal.end === formerEnd) return journal?.end ?? ''
  if (Number(journal.sinceCheckpoint) >= journalBytes) {
    await db.query({ text: 'CHECKPOINT' }, [], { budgetMs: vacuumBudgetMs })
  }
  for (const { table } of await db.query(listUntidyTables)) {
    await db.query({ text: `VACUUM (ANALYZE) ${table}` }, [], { budgetMs: vacuumBudgetMs })
  }
  return journal.end
}

/** Also has what the session counted written down: that is done at most once a second by itself. */
const readJournal = defineStatement<{ readonly end: string; readonly sinceCheckpoint: string }>(
  'maintenance-read-journal',
  `SELECT pg_current_wal_lsn()::text AS end,
    pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) AS "sinceCheckpoint",
    pg_stat_force_next_flush()::text
  FROM pg_control_checkpoint()`,
)

/**
 * At the shares of autovacuum's defaults, but not for a few rows. Of long values PostgreSQL keeps the
 * pieces in a table behind the table, which may be untidy when that is not.
 */
const listUntidyTables = defineStatement<{ readonly table: string }>(
  'maintenance-list-untidy-tables',
  `SELECT quote_ident(t.relname) AS "table" FROM pg_stat_user_tables t
  JOIN pg_class c ON c.oid = t.relid
  LEFT JOIN pg_stat_all_tables p ON p.relid = c.reltoastrelid
  WHERE t.n_dead_tup > 1000 + 0.2 * t.n_live_tup
    OR t.n_mod_since_analyze > 1000 + 0.1 * t.n_live_tup
    OR p.n_dead_tup > 1000 + 0.2 * p.n_live_tup`,
)
