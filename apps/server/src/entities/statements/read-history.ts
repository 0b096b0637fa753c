import { type Attributes, storedText } from '@windvane/model'

import { defineStatement, type Queryable } from '../../store/store.ts'
import { type RecordOrigin } from '../batch.ts'
import { type DatedRecord } from '../consolidate.ts'

/** All records of these entities, oldest first. Only for writing: it is not filtered by viewer. */
export async function readHistory(
  tx: Queryable,
  ids: readonly string[],
): Promise<readonly DatedRecord[]> {
  const rows = await tx.query(statement, [ids])
  return rows.map((row) => ({
    entityId: row.entity_id,
    type: row.type,
    value: storedText(row.type, row.attributes[row.type] ?? ''),
    userId: row.user_id,
    origin: row.origin,
    attributes: row.attributes,
    reputation: row.reputation,
    tags: row.tags,
    wellKnown: row.well_known,
    visibleBy: row.visible_by,
    at: row.at,
  }))
}

type HistoryRow = {
  readonly entity_id: string
  readonly at: Date
  readonly type: string
  readonly user_id: string
  readonly origin: RecordOrigin
  readonly attributes: Attributes
  readonly reputation: number
  readonly tags: readonly string[]
  readonly well_known: boolean
  readonly visible_by: readonly string[]
}

const statement = defineStatement<HistoryRow>(
  'read-history',
  `SELECT entity_id, at, type, user_id, origin, attributes, reputation, tags, well_known, visible_by
   FROM history WHERE entity_id = ANY($1::text[]) ORDER BY at, id`,
)
