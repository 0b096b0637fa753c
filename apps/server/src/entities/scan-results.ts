import { type AttributeValue, entityId, type RelationMode, storedText } from '@windvane/model'

import { type Transaction } from '../store/store.ts'
import { type EntityRecord, type RelationRecord } from './batch.ts'
import { type BatchWatcher } from './batch-watcher.ts'
import { sha3 } from './sha3.ts'
import { writeBatch } from './write-batch.ts'

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
  /** Attributes that are kept only while nothing else is known: they tell next to nothing. */
  readonly weak?: readonly string[]
}

export type EntityReference = { readonly type: string; readonly value: AttributeValue }

export type ScannedLink = {
  readonly from: EntityReference
  readonly to: EntityReference
  readonly mode: RelationMode
}

export type IngestScanResults = (tx: Transaction, results: ScanResults) => Promise<void>

/** Writes the results of a scan inside the transaction that finishes it. */
export async function ingestScanResults(
  tx: Transaction,
  results: ScanResults,
  watcher?: BatchWatcher,
): Promise<void> {
  const batch = {
    records: results.entities.map((entity) => toRecord(entity, results)),
    relations: results.links.map((link) => toRelation(link, results)),
  }
  await writeBatch(tx, batch, watcher)
}

function toRecord(entity: ScannedEntity, { userId, groups }: ScanResults): EntityRecord {
  const { type, attributes, tags, weak = [] } = entity
  const main = attributes[type]
  if (main === undefined) throw new TypeError(`A scanned ${type} needs its value`)
  const value = storedText(type, main)
  return {
    entityId: entityId(type, value, sha3),
    type,
    value,
    userId,
    origin: 'scan',
    attributes,
    weak,
    reputation: 0,
    tags,
    wellKnown: false,
    visibleBy: groups,
  }
}

function toRelation(link: ScannedLink, { userId, groups }: ScanResults): RelationRecord {
  const { from, to, mode } = link
  return { entityId: toId(from), relatedId: toId(to), userId, mode, visibleBy: groups }
}

function toId({ type, value }: EntityReference): string {
  return entityId(type, storedText(type, value), sha3)
}
