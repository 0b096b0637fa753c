import { type AttributeValue, type RelationMode } from '@windvane/model'

/** What the live feed tells of an entity alone (contract.md 5.6). */
export type LiveEventName = 'created' | 'malicious'

/** What happened to one entity, for every audience at once: each reader is told their own view. */
export type LiveChange = {
  readonly entityId: string
  readonly value: AttributeValue
  /** One of every audience that has a row, so that a more specific one can hide another. */
  readonly views: readonly LiveView[]
  /** A new relation, and then that alone is told. */
  readonly link?: LiveLink
}

export type LiveView = {
  readonly audience: string
  readonly names: readonly LiveEventName[]
  readonly reputation: number
  readonly tags: readonly string[]
}

export type LiveLink = {
  readonly relatedId: string
  readonly mode: RelationMode
  /** Who sees the relation from now on. */
  readonly audiences: readonly string[]
  /** Who saw it before: to them it is nothing new. */
  readonly known: readonly string[]
}
