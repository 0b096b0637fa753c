import { type Attributes } from './entity.ts'
import { selectMembers, type Source } from './source-filter.ts'

/** One report of an entity, as it was made (contract.md 4.7). */
export type HistoryRecord = {
  readonly id: string
  readonly entityID: string
  readonly type: string
  readonly '@timestamp': string
  readonly attributes: Attributes
  readonly reputation: number
  /** That of the entity after this record. */
  readonly accuracy: number
  readonly userID: string
  readonly tags: readonly string[]
  readonly visibleBy: readonly string[]
  readonly wellKnown: boolean
}

/** The members of a record a caller can ever see. */
export const historyRecordMembers = Object.freeze([
  'id',
  'entityID',
  'type',
  '@timestamp',
  'attributes',
  'reputation',
  'accuracy',
  'userID',
  'tags',
  'visibleBy',
  'wellKnown',
] as const satisfies readonly (keyof HistoryRecord)[])

/**
 * Keeps the members that the source selects. Who asks for `attributes.value` gets the main attribute
 * under that name as well: clients of the contract read either.
 */
export function applyHistorySource(record: HistoryRecord, source: Source): Partial<HistoryRecord> {
  const selected = selectMembers(record, historyRecordMembers, source)
  const main = selected.attributes?.[record.type]
  if (main === undefined || !asksForValue(source)) return selected
  return { ...selected, attributes: { ...selected.attributes, value: main } }
}

function asksForValue({ includes }: Source): boolean {
  return includes.some((pattern) => pattern.length === 1 && pattern[0] === 'attributes.value')
}
