import { findEntityType, getDataType } from '@windvane/model'

/**
 * The SQL of a sortable field, over table `entities` as `e`. Names come from this table and from the
 * entity types alone, so no byte of a request reaches the text.
 *
 * @throws {RangeError} for a field that paging should have refused.
 */
export function sortExpression(field: string): string {
  const name = field.replace(/\.keyword$/, '')
  const column = columns.get(name)
  if (column !== undefined) return column
  const type = findEntityType(name.replace(/^attributes\./, ''))
  if (type === undefined) throw new RangeError(`Cannot sort by "${field}"`)
  const value = `(e.attributes ->> '${type.type}')`
  const ordered = orders.get(type.dataType)
  if (ordered !== undefined) return ordered(value)
  return getDataType(type.dataType).jsonType === 'string'
    ? `${value} COLLATE "C"`
    : `${value}::numeric`
}

/** What is not in the order of its text. */
const orders: ReadonlyMap<string, (value: string) => string> = new Map([
  ['IP', (value) => `${value}::inet`],
  ['CIDR', (value) => `${value}::inet`],
  ['Datetime', (value) => `attribute_instant${value}`],
])

const columns: ReadonlyMap<string, string> = new Map([
  ['id', 'e.id COLLATE "C"'],
  ['type', 'e.type COLLATE "C"'],
  ['reputation', 'e.reputation'],
  ['bestReputation', 'e.best_reputation'],
  ['worstReputation', 'e.worst_reputation'],
  ['accuracy', 'e.accuracy'],
  ['lastSeen', 'e.last_seen'],
  ['@timestamp', 'e.updated_at'],
  ['updatedAt', 'e.updated_at'],
  ['createdAt', 'e.created_at'],
  ['tags', 'e.tags'],
  ['wellKnown', 'e.well_known'],
  ['attributes.value', 'e.value COLLATE "C"'],
])
