import { type HistoryRecord } from './history-record.ts'
import { selectMembers, type Source } from './source-filter.ts'

/** The members of a record of history a caller can ever see. */
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
 * Keeps the members of a record that the source selects. Who asks for `attributes.value` gets the main
 * attribute under that name as well, as the two samples of the contract differ in it (contract.md 4.7).
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
