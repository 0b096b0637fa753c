import { type Attributes, type HistoryRecord } from '@windvane/model'

/** The columns that make a `HistoryRecord`, of table `history` under the alias `e`. */
export const historyColumns = `e.id, e.entity_id, e.type, e.at, e.attributes, e.reputation,
  e.accuracy, e.user_id, e.tags, e.visible_by, e.well_known`

export type HistoryRow = {
  readonly id: string
  readonly entity_id: string
  readonly type: string
  readonly at: Date
  readonly attributes: Attributes
  readonly reputation: number
  readonly accuracy: number
  readonly user_id: string
  readonly tags: readonly string[]
  readonly visible_by: readonly string[]
  readonly well_known: boolean
}

/** Of the groups that a record is for, a reader learns of their own alone. */
export function toHistoryRecord(row: HistoryRow, groups: readonly string[]): HistoryRecord {
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
    visibleBy: row.visible_by.filter((group) => groups.includes(group)),
    wellKnown: row.well_known,
  }
}
