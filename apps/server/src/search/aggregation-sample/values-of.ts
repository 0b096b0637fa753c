import { type Field } from '@windvane/model'
import { type SampleEntity } from './sample-entities.ts'

export type Value = string | number

/** Dates are milliseconds, booleans 1 or 0. */
export function valuesOf({ source, kind }: Field, row: SampleEntity): readonly Value[] {
  if (source.of === 'member') return memberValues(source.name, row)
  const value = row.attributes[source.of === 'value' ? row.type : source.name]
  if (value === undefined) return []
  if (kind === 'date') return [Date.parse(String(value))]
  if (kind === 'long' || kind === 'float') return [Number(value)]
  return (kind === 'text' || kind === 'keyword') && String(value).length > 256
    ? []
    : [String(value)]
}

function memberValues(name: string, row: SampleEntity): readonly Value[] {
  switch (name) {
    case 'type':
      return [row.type]
    case 'tags':
      return row.tags
    case 'visibleBy':
      return row.visibleBy
    case 'reputation':
      return [row.reputation]
    case 'wellKnown':
      return [Number(row.wellKnown)]
    case 'lastSeen':
      return [row.lastSeen.getTime()]
    default:
      throw new TypeError(`The sample has no ${name}`)
  }
}
