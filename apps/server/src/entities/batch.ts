import { type Attributes, type RelationMode } from '@windvane/model'

/**
 * Where a record's reputation comes from: stated by the reporter, taken over from the report it
 * hangs on, or a scan, which judges nothing. Only a stated one is a direct vote.
 */
export type RecordOrigin = 'report' | 'inherited' | 'scan'

/** One valid, normalised report on one entity: a row of `history` before it has an id and a time. */
export type EntityRecord = {
  readonly entityId: string
  readonly type: string
  /** The main value as it was hashed. */
  readonly value: string
  readonly userId: string
  readonly origin: RecordOrigin
  readonly attributes: Attributes
  /** Attributes that do not replace what is known. */
  readonly weak?: readonly string[]
  readonly reputation: number
  readonly tags: readonly string[]
  readonly wellKnown: boolean
  readonly visibleBy: readonly string[]
}

export type RelationRecord = {
  readonly entityId: string
  readonly relatedId: string
  readonly userId: string
  readonly mode: RelationMode
  readonly visibleBy: readonly string[]
}

/** What one transaction writes, in the order in which it was reported. */
export type Batch = {
  readonly records: readonly EntityRecord[]
  readonly relations: readonly RelationRecord[]
}
