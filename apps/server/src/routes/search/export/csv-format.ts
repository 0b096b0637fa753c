import { AppError, type Entity, entityMembers, findEntityType, type Source } from '@windvane/model'
import { type CsvValue, toCsvLine } from './csv-line.ts'
import { type ExportFormat } from './export-format.ts'

/** The columns without `source.includes`. */
const usualColumns = [
  'type',
  'attributes.value',
  'reputation',
  'accuracy',
  'tags',
  'bestReputation',
  'worstReputation',
  'wellKnown',
  'visibleBy',
  'lastSeen',
  'createdAt',
  'updatedAt',
  'id',
] as const

/**
 * CSV as RFC 4180 has it, with a header. `source.includes` gives the columns in their order: members,
 * `attributes.<name>`, and `attributes.value` for the main one; `source.excludes` takes some away.
 */
export function createCsvFormat({ includes, excludes }: Source): ExportFormat {
  const named = includes.length === 0 ? usualColumns : includes.map(toColumn)
  const dropped = new Set(excludes.map(toColumn))
  const columns = named.filter((column) => !dropped.has(column))
  return {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    head: toCsvLine(columns),
    line: (entity) => toCsvLine(columns.map((column) => readColumn(entity, column))),
    tail: () => '',
  }
}

const members: ReadonlySet<string> = new Set(entityMembers)

/** Which columns there are has to be known before the first entity is. */
function toColumn(pattern: readonly string[]): string {
  const path = pattern.join('*')
  const attribute = path.startsWith('attributes.') ? path.slice('attributes.'.length) : undefined
  const isColumn =
    attribute === undefined
      ? members.has(path) && path !== 'attributes'
      : attribute === 'value' || findEntityType(attribute) !== undefined
  if (isColumn) return path
  const reason = 'source of CSV must name members and attributes one by one'
  throw new AppError('invalid_request', { reason, param: 'source' })
}

function readColumn(entity: Entity, column: string): CsvValue {
  if (column === 'attributes.value') return entity.attributes[entity.type]
  if (column.startsWith('attributes.')) {
    const name = column.slice('attributes.'.length)
    return Object.hasOwn(entity.attributes, name) ? entity.attributes[name] : undefined
  }
  // Only members of an entity passed as columns, and the attributes as a whole did not.
  return entity[column as Exclude<keyof Entity, 'attributes'>]
}
