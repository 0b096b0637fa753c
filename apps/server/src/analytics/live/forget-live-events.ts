import { defineStatement, type Queryable } from '../../store/store.ts'

/** Removes events that no reader comes back for any more. */
export async function forgetLiveEvents(db: Queryable): Promise<void> {
  await db.query(statement)
}

const statement = defineStatement<never>(
  'live-forget-events',
  `DELETE FROM live_events WHERE (xid, seq) IN (
     SELECT xid, seq FROM live_events WHERE at < now() - interval '5 minutes'
     ORDER BY at LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
)
