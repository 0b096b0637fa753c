import { type AttributeValue } from '@windvane/model'
import { type LiveChange, type LiveEventName, type LiveLink } from './live-change.ts'

/** Changes as they are stored: by place, as the names of members would be half of the text. */
export function formatChanges(changes: readonly LiveChange[]): string {
  return JSON.stringify(changes.map(toStored))
}

/** Reads what `formatChanges` wrote. */
export function parseChanges(text: string): readonly LiveChange[] {
  return (JSON.parse(text) as readonly StoredChange[]).map(toChange)
}

type StoredChange = readonly [
  entityId: string,
  value: AttributeValue,
  views: readonly StoredView[],
  link?: LiveLink,
]

type StoredView = readonly [
  audience: string,
  names: readonly LiveEventName[] | 0,
  reputation: number,
  tags: readonly string[],
]

function toStored({ entityId, value, views, link }: LiveChange): StoredChange {
  const stored = views.map(({ audience, names, reputation, tags }): StoredView => {
    return [audience, names.length === 0 ? 0 : names, reputation, tags]
  })
  return link === undefined ? [entityId, value, stored] : [entityId, value, stored, link]
}

function toChange([entityId, value, stored, link]: StoredChange): LiveChange {
  const views = stored.map(([audience, names, reputation, tags]) => {
    return { audience, names: names === 0 ? [] : names, reputation, tags }
  })
  return { entityId, value, views, ...(link !== undefined && { link }) }
}
