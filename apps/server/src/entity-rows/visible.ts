import { defineStatement, type Statement } from '../store/store.ts'

/** The groups a reader reads with, and the audiences whose rows those groups may see. */
export type Viewer = {
  readonly groups: readonly string[]
  /** From the most general to the most specific: `public`, single groups, the joined groups. */
  readonly audiences: readonly string[]
}

/**
 * Every read of `entities` is a statement made here, so that visibility wraps the whole query:
 *
 *     const findEntity = defineVisibleStatement<Row>('find-entity', (visible) =>
 *       `SELECT e.* FROM entities e WHERE ${visible} AND (e.id = $2)`)
 *     await store.query(findEntity(viewer), [viewer.audiences, id])
 *
 * The table has the alias `e`, `$1` is `viewer.audiences`, and the condition is joined by AND to the
 * bracketed rest. It keeps the rows of the viewer's audiences and, of several rows of one entity, the
 * most specific. A viewer with one audience gets a text of its own that needs no second look-up.
 */
export function defineVisibleStatement<Row>(
  name: string,
  write: (visible: string) => string,
): (viewer: Viewer) => Statement<Row> {
  const single = defineStatement<Row>(name, write(ofAudiences))
  const overlaid = defineStatement<Row>(`${name}-overlaid`, write(mostSpecific))
  return (viewer) => (viewer.audiences.length > 1 ? overlaid : single)
}

/** The condition alone, for a text that is built per request; alias and `$1` as above. */
export function visibleCondition(viewer: Viewer): string {
  return viewer.audiences.length > 1 ? mostSpecific : ofAudiences
}

/** The viewer that reads with these groups. */
export function toViewer(groups: readonly string[]): Viewer {
  const own = privateGroups(groups)
  return {
    groups,
    audiences: [
      ...(groups.includes('public') ? ['public'] : []),
      ...own,
      ...(own.length > 1 ? [joinAudience(own)] : []),
    ],
  }
}

/** Groups without `public`, sorted, each once. */
export function privateGroups(groups: readonly string[]): readonly string[] {
  return [...new Set(groups)].filter((group) => group !== 'public').sort()
}

/** The audience of those who read with all of these private groups. */
export function joinAudience(groups: readonly string[]): string {
  return privateGroups(groups).join(',')
}

const ofAudiences = 'e.audience = ANY($1::text[])'

const mostSpecific = `(${ofAudiences} AND NOT EXISTS (
  SELECT 1 FROM entities o
  WHERE o.id = e.id AND o.audience = ANY($1::text[])
    AND array_position($1::text[], o.audience) > array_position($1::text[], e.audience)))`
