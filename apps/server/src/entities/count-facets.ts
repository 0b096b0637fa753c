import { type View } from './consolidate.ts'
import { type EntityState } from './plan-views.ts'
import { type EntityView } from './statements/write-views.ts'

/** By audience, facet and key: how many entities more, and how many malicious ones. */
export type FacetChanges = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Tally>>>

type Tally = { readonly count: number; readonly malicious: number }

/**
 * What written views change in the counts of each audience.
 *
 * A reader sees one row of each entity, the most specific. So that the counts of the reader's
 * audiences add up to that, each takes back what a more specific row hides: a private row the public
 * one, in the audience that `overPublic` names, and a joined row those of its single groups.
 */
export function countFacets(
  views: readonly EntityView[],
  states: ReadonlyMap<string, EntityState>,
): FacetChanges {
  const counter = new Counter()
  for (const [entityId, written] of Map.groupBy(views, (view) => view.entityId)) {
    if (written.every(isUnchanged)) continue
    const before = new Map<string, View>()
    for (const [audience, { view }] of states.get(entityId) ?? []) {
      if (view !== undefined) before.set(audience, view)
    }
    const after = new Map(before)
    for (const { audience, view } of written) after.set(audience, view)
    const type = written[0]?.type ?? ''
    counter.addEntity(type, before, -1)
    counter.addEntity(type, after, 1)
  }
  return counter.changes()
}

/** The audience whose counts are for those of an audience who also read what is public. */
export function overPublic(audience: string): string {
  return `public,${audience}`
}

/** Longer keys are not counted: an index could not hold them. */
const maxKeyLength = 256

const countedAttributes = ['country', 'asn', 'aso'] as const

function isUnchanged({ before, view }: EntityView): boolean {
  return before?.view?.updatedAt === view.updatedAt
}

type OpenTally = { count: number; malicious: number }

class Counter {
  readonly #audiences = new Map<string, Map<string, Map<string, OpenTally>>>()

  addEntity(type: string, rows: ReadonlyMap<string, View>, sign: number): void {
    const shown = rows.get('public')
    for (const [audience, view] of rows) {
      this.#add(audience, { type, view }, sign)
      if (audience === 'public') continue
      const parts = audience.split(',')
      const hidden = parts.length === 1 ? [] : parts.flatMap((group) => rows.get(group) ?? [])
      for (const each of hidden) this.#add(audience, { type, view: each }, -sign)
      if (shown === undefined) continue
      this.#add(overPublic(audience), { type, view: shown }, sign * (hidden.length - 1))
    }
  }

  changes(): FacetChanges {
    return this.#audiences
  }

  #add(audience: string, row: { readonly type: string; readonly view: View }, sign: number): void {
    if (sign === 0) return
    const facets = getOrAdd(this.#audiences, audience, () => new Map())
    const malicious = row.view.reputation < 0 ? sign : 0
    for (const [facet, key] of listFacets(row.type, row.view)) {
      const tally = getOrAdd(getOrAdd(facets, facet, newKeys), key, newTally)
      tally.count += sign
      tally.malicious += malicious
    }
  }
}

function newKeys(): Map<string, OpenTally> {
  return new Map()
}

function newTally(): OpenTally {
  return { count: 0, malicious: 0 }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function listFacets(type: string, view: View): readonly (readonly [string, string])[] {
  const facets: (readonly [string, string])[] = [
    ['type', type],
    ['reputation', String(view.reputation)],
    ['accuracy', String(view.accuracy)],
    ['day', view.createdAt.toISOString().slice(0, 10)],
  ]
  for (const tag of new Set(view.tags)) facets.push(['tag', tag])
  for (const name of countedAttributes) {
    const key = String(view.attributes[name] ?? '')
    if (key !== '' && key.length <= maxKeyLength) facets.push([name, key])
  }
  return facets
}
