import { type Attributes, type HistoryRecord } from '@windvane/model'

/**
 * The records that the groups in `$1` may see, to stand in FROM under the alias `e`. The records'
 * groups are cut down to those of the reader, so that no condition outside can ask for another.
 */
export const visibleHistory = `(SELECT h.id, h.at, h.entity_id, h.type, h.user_id, h.attributes,
    h.reputation, h.accuracy, h.tags, h.well_known, h.terms, h.analysed,
    ARRAY(SELECT g FROM unnest(h.visible_by) AS g WHERE g = ANY($1::text[])) AS visible_by
  FROM history h WHERE h.visible_by && $1::text[])`

/** The columns that make a `HistoryRecord`, of `visibleHistory` under the alias `e`. */
export const historyColumns = `e.id, e.at, e.entity_id, e.type, e.user_id, e.attributes, e.reputation,
  e.accuracy, e.tags, e.well_known, e.visible_by`

export type HistoryRow = {
  readonly id: string
  readonly at: Date
  readonly entity_id: string
  readonly type: string
  readonly user_id: string
  readonly attributes: Attributes
  readonly reputation: number
  readonly accuracy: number
  readonly tags: readonly string[]
  readonly well_known: boolean
  readonly visible_by: readonly string[]
}

export function toHistoryRecord(row: HistoryRow): HistoryRecord {
  return {
    id: row.id,
    entityID: row.entity_id,
    type: row.type,
    '@timestamp': row.at.toISOString(),
    attributes: row.attributes,
    reputation: row.reputation,
    accuracy: row.accuracy,
    userID: row.user_id,
    tags: row.tags,
    visibleBy: row.visible_by,
    wellKnown: row.well_known,
  }
}
