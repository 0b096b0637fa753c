import {
  accuracyLabel,
  type AttributeValue,
  type Entity,
  findEntityType,
  reputationLabel,
} from '@windvane/model'

/** An entity in words and numbers, under the names of contract.md 5.1. */
export type Item = {
  readonly id: string
  readonly type: string
  readonly value: AttributeValue
  readonly label: string
  readonly description: string
  readonly reputation: string
  readonly reputation_score: number
  readonly best_reputation: string
  readonly best_reputation_score: number
  readonly worst_reputation: string
  readonly worst_reputation_score: number
  readonly accuracy: string
  readonly accuracy_score: number
  readonly first_seen: string
  readonly last_seen: string
  readonly tags: readonly string[]
}

export function toItem(entity: Entity): Item {
  const { id, type, attributes } = entity
  const definition = findEntityType(type)
  return {
    id,
    type,
    value: attributes[type] ?? '',
    label: String(attributes['text'] ?? definition?.label ?? type),
    description: definition?.description ?? '',
    reputation: reputationLabel(entity.reputation),
    reputation_score: entity.reputation,
    best_reputation: reputationLabel(entity.bestReputation),
    best_reputation_score: entity.bestReputation,
    worst_reputation: reputationLabel(entity.worstReputation),
    worst_reputation_score: entity.worstReputation,
    accuracy: accuracyLabel(entity.accuracy),
    accuracy_score: entity.accuracy,
    first_seen: entity.createdAt,
    last_seen: entity.lastSeen,
    tags: entity.tags,
  }
}
