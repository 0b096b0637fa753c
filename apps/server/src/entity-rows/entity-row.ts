import { type Attributes, type Entity } from '@windvane/model'

/** The columns that make an `Entity`, of table `entities` under the alias `e`. */
export const entityColumns = `e.id, e.type, e.attributes, e.reputation, e.best_reputation,
  e.worst_reputation, e.accuracy, e.tags, e.well_known, e.visible_by, e.last_seen, e.updated_at,
  e.created_at`

export type EntityRow = {
  readonly id: string
  readonly type: string
  readonly attributes: Attributes
  readonly reputation: number
  readonly best_reputation: number
  readonly worst_reputation: number
  readonly accuracy: number
  readonly tags: readonly string[]
  readonly well_known: boolean
  readonly visible_by: readonly string[]
  readonly last_seen: Date
  readonly updated_at: Date
  readonly created_at: Date
}

export function toEntity(row: EntityRow): Entity {
  const updatedAt = row.updated_at.toISOString()
  return {
    id: row.id,
    type: row.type,
    attributes: row.attributes,
    reputation: row.reputation,
    bestReputation: row.best_reputation,
    worstReputation: row.worst_reputation,
    accuracy: row.accuracy,
    tags: row.tags,
    wellKnown: row.well_known,
    visibleBy: row.visible_by,
    lastSeen: row.last_seen.toISOString(),
    '@timestamp': updatedAt,
    createdAt: row.created_at.toISOString(),
    updatedAt,
  }
}
