import { type Entity } from '@windvane/model'
import { entityColumns, type EntityRow, toEntity } from '../../entity-rows/entity-row.ts'
import { defineVisibleStatement, toViewer } from '../../entity-rows/visible.ts'
import { type Queryable } from '../../store/store.ts'

/** An entity that belongs into feeds. */
export type MaliciousEntity = {
  readonly value: string
  readonly accuracy: number
  /** Whole when it changed since the moment that was asked for. */
  readonly entity?: Entity
}

export type MaliciousRequest = {
  readonly type: string
  readonly changedSince: Date
  readonly signal: AbortSignal
}

/** Rows that are in memory at a time. */
const batchSize = 1_000

/** Feeds are for everybody: they hold what the public may see, and as the public sees it. */
const viewer = toViewer(['public'])

/**
 * The public's malicious entities of one type by code points of their value, batch by batch: what
 * changes meanwhile is in or out.
 */
export async function* readMalicious(
  db: Queryable,
  { type, changedSince, signal }: MaliciousRequest,
): AsyncGenerator<readonly MaliciousEntity[]> {
  let last: Place = beforeAll
  for (;;) {
    signal.throwIfAborted()
    const place = [last.start, last.value_key, last.id]
    const values = [viewer.audiences, type, ...place, batchSize, changedSince]
    const rows = await db.query(selectBatch, values)
    const end = rows.at(-1)
    if (end === undefined) return
    const changed = await readChanged(db, rows)
    yield rows.map(({ id, value, accuracy }) => {
      const entity = changed.get(id)
      return { value, accuracy, ...(entity !== undefined && { entity }) }
    })
    if (rows.length < batchSize) return
    last = end
  }
}

/** Where a row stands in the order of a feed. */
type Place = { readonly start: string; readonly value_key: string; readonly id: string }

const beforeAll: Place = { start: '', value_key: '-9223372036854775808', id: '' }

type BatchRow = Place & {
  readonly value: string
  readonly accuracy: number
  readonly is_changed: boolean
}

async function readChanged(
  db: Queryable,
  rows: readonly BatchRow[],
): Promise<ReadonlyMap<string, Entity>> {
  const ids = rows.filter((row) => row.is_changed).map((row) => row.id)
  if (ids.length === 0) return new Map()
  const found = await db.query(selectEntities, [viewer.audiences, ids])
  return new Map(found.map((row) => [row.id, toEntity(row)]))
}

/** In the words of the index `entities_feed`. */
const isMalicious = `e.audience = 'public' AND e.reputation < 0 AND e.accuracy >= 1
  AND NOT e.well_known`

const selectBatch = defineVisibleStatement<BatchRow>(
  'feed-read-batch',
  (visible) => `SELECT e.id, e.value, e.accuracy, left(e.value, 512) AS start,
    e.value_key::text AS value_key, e.updated_at >= $7 AS is_changed
  FROM entities e
  WHERE ${visible} AND (${isMalicious} AND e.type = $2
    AND (left(e.value, 512) COLLATE "C", e.value_key, e.id COLLATE "C")
      > ($3::text COLLATE "C", $4::bigint, $5::text COLLATE "C"))
  ORDER BY left(e.value, 512) COLLATE "C", e.value_key, e.id COLLATE "C" LIMIT $6`,
)(viewer)

const selectEntities = defineVisibleStatement<EntityRow>(
  'feed-read-entities',
  (visible) => `SELECT ${entityColumns} FROM entities e
  WHERE ${visible} AND (${isMalicious} AND e.id = ANY($2::text[]))`,
)(viewer)
