import { type AttributeValue, type RelationMode } from '@windvane/model'
import { type Transaction } from '../store/store.ts'

/**
 * What one scan learned, every value already valid for its type. Entities and links are unique.
 * Reputation is 0 and the vote is not direct: a scan is evidence, never a judgement.
 */
export type ScanResults = {
  /** The account that asked first. */
  readonly userId: string
  /** `visibleBy` of everything written. */
  readonly groups: readonly string[]
  /** Holds both ends of every link. */
  readonly entities: readonly ScannedEntity[]
  readonly links: readonly ScannedLink[]
}

export type ScannedEntity = {
  readonly type: string
  /** `attributes[type]` is the value of the entity itself. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly tags: readonly string[]
}

export type EntityReference = { readonly type: string; readonly value: AttributeValue }

export type ScannedLink = {
  readonly from: EntityReference
  readonly to: EntityReference
  readonly mode: RelationMode
}

/** Writes the results of a scan inside the transaction that finishes it. */
export type IngestScanResults = (tx: Transaction, results: ScanResults) => Promise<void>
