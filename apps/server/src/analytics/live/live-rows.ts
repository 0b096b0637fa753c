import { type LiveChange } from '../../entities/live-change.ts'
import { parseChanges } from '../../entities/stored-changes.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'

/** What one transaction, or a part of a large one, gives the feed to tell. */
export type LiveRow = {
  readonly xid: number
  readonly seq: number
  readonly at: Date
  readonly changes: readonly LiveChange[]
}

/**
 * How far the feed was read. A transaction may be seen later than one that began after it: of those
 * from `xid` on, which may still be under way, `seen` are the rows already read.
 */
export type LiveMark = {
  readonly xid: number
  readonly seen: readonly { readonly xid: number; readonly seq: number }[]
}

/** The mark behind everything there is. */
export async function markEnd(db: Queryable): Promise<LiveMark> {
  const rows = await db.query(selectEnd)
  const seen = rows.flatMap(({ xid, seq }) =>
    xid === null || seq === null ? [] : [{ xid: Number(xid), seq: Number(seq) }],
  )
  return { xid: Number(rows[0]?.settled), seen }
}

type EndRow = {
  readonly settled: string
  readonly xid: string | null
  readonly seq: string | null
}

const selectEnd = defineStatement<EndRow>(
  'live-mark-end',
  `SELECT ends.xid AS settled, e.xid, e.seq
   FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid) AS ends
   LEFT JOIN live_events e ON e.xid >= ends.xid`,
)

export type LivePage = {
  readonly rows: readonly LiveRow[]
  readonly next: LiveMark
  /** Transactions below it are over, and nothing more comes of them than these rows. */
  readonly settledXid: number
  readonly isLast: boolean
}

/** Rows read at once. */
const pageSize = 4

/** What came after a mark. */
export async function readAfter(db: Queryable, mark: LiveMark): Promise<LivePage> {
  const found = await db.query(selectAfter, [mark.xid, mark.seen.map(({ seq }) => seq), pageSize])
  const rows = found.flatMap(toRow)
  const settledXid = Number(found[0]?.settled ?? mark.xid)
  const isLast = rows.length < pageSize
  const xid = isLast ? settledXid : Math.min(settledXid, rows.at(-1)?.xid ?? settledXid)
  const seen = [...mark.seen, ...rows].filter((row) => row.xid >= xid)
  return {
    rows,
    next: { xid, seen: seen.map((row) => ({ xid: row.xid, seq: row.seq })) },
    settledXid,
    isLast,
  }
}

type StoredRow = {
  readonly xid: string | null
  readonly seq: string
  readonly at: Date
  readonly events: string
}

const selectAfter = defineStatement<StoredRow & { readonly settled: string }>(
  'live-read-after',
  `SELECT ends.xid AS settled, e.xid, e.seq, e.at, e.events
   FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid) AS ends
   LEFT JOIN LATERAL (
     SELECT * FROM live_events WHERE xid >= $1 AND seq <> ALL($2::bigint[])
     ORDER BY xid, seq LIMIT $3) AS e ON true
   ORDER BY e.xid, e.seq`,
)

/** Where a reader begins who is behind the mark that everybody shares. */
export type LiveStart = LiveMark & {
  /** Events of `xid` that the reader was told already. */
  readonly told: number
}

/** What lies between a start and a mark, oldest first. */
export async function* readBetween(
  db: Queryable,
  start: LiveStart,
  mark: LiveMark,
): AsyncIterable<LiveRow> {
  let after = { xid: start.xid, seq: 0 }
  for (;;) {
    const found = await db.query(selectBetween, [
      after.xid,
      after.seq,
      start.seen.map(({ seq }) => seq),
      mark.xid,
      mark.seen.map(({ seq }) => seq),
      pageSize,
    ])
    const rows = found.flatMap(toRow)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = last
  }
}

const selectBetween = defineStatement<StoredRow>(
  'live-read-between',
  `SELECT xid, seq, at, events FROM live_events
   WHERE (xid, seq) > ($1, $2) AND seq <> ALL($3::bigint[])
     AND (xid < $4 OR seq = ANY($5::bigint[]))
   ORDER BY xid, seq LIMIT $6`,
)

function toRow({ xid, seq, at, events }: StoredRow): readonly LiveRow[] {
  if (xid === null) return []
  return [{ xid: Number(xid), seq: Number(seq), at, changes: parseChanges(events) }]
}
