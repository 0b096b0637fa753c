import {
  type AttributeValue,
  accuracyLabel,
  reputationLabel,
  reputationRange,
} from '@windvane/model'
import { entityColumns, type EntityRow, toEntity } from '../entity-rows/entity-row.ts'
import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'

export type RecentRequest = {
  readonly hours: number
  readonly limit: number
  readonly maliciousOnly: boolean
}

/** The entities that changed within some hours, newest first (contract.md 5.4). */
export type Recent = {
  readonly items: readonly RecentItem[]
  readonly window: { readonly hours: number; readonly since: string }
}

type RecentItem = {
  readonly id: string
  readonly type: string
  readonly value: AttributeValue
  readonly reputation: number
  readonly reputation_label: string
  readonly accuracy: number
  readonly accuracy_label: string
  readonly tags: readonly string[]
  readonly first_seen: string
  readonly last_seen: string
}

export async function listRecent(
  store: Queryable,
  viewer: Viewer,
  { hours, limit, maliciousOnly }: RecentRequest,
): Promise<Recent> {
  const since = new Date(Date.now() - hours * 3_600_000)
  const highest = maliciousOnly ? -1 : reputationRange.max
  const values = [viewer.audiences, since, limit, highest]
  const rows = await store.query(statement(viewer), values, { budgetMs })
  return { items: rows.map(toItem), window: { hours, since: since.toISOString() } }
}

function toItem(row: EntityRow): RecentItem {
  const { id, type, attributes, reputation, accuracy, tags, createdAt, lastSeen } = toEntity(row)
  return {
    id,
    type,
    value: attributes[type] ?? '',
    reputation,
    reputation_label: reputationLabel(reputation),
    accuracy,
    accuracy_label: accuracyLabel(accuracy),
    tags,
    first_seen: createdAt,
    last_seen: lastSeen,
  }
}

const budgetMs = 5_000

const statement = defineVisibleStatement<EntityRow>(
  'analytics-recent',
  (visible) => `SELECT ${entityColumns} FROM entities e
   WHERE ${visible} AND (e.updated_at >= $2 AND e.reputation <= $4)
   ORDER BY e.updated_at DESC, e.id LIMIT $3`,
)
