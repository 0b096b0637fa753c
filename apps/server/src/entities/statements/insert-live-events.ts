import { defineStatement, type Queryable } from '../../store/store.ts'
import { type LiveChange } from '../live-change.ts'

/** Changes of one row: what a reader of the feed takes at a time. */
const changesPerRow = 500

/** Keeps what the live feed tells, so that it is told if the transaction commits and only then. */
export async function insertLiveEvents(
  tx: Queryable,
  changes: readonly LiveChange[],
  at: Date,
): Promise<void> {
  if (changes.length === 0) return
  const rows: string[] = []
  for (let start = 0; start < changes.length; start += changesPerRow) {
    rows.push(JSON.stringify(changes.slice(start, start + changesPerRow)))
  }
  await tx.query(statement, [at, rows])
}

const statement = defineStatement<never>(
  'insert-live-events',
  `INSERT INTO live_events (at, events)
   SELECT $1::timestamptz, events FROM unnest($2::text[]) WITH ORDINALITY AS r(events, number)
   ORDER BY number`,
)
