import {
  consolidate,
  type Consolidated,
  type DatedRecord,
  type Knowledge,
  type View,
} from './consolidate.ts'

/** What is known of one entity before a batch: one entry per audience that has a row. */
export type EntityState = ReadonlyMap<string, Knowledge>

/** A view to write; `before` is absent when the row is new. */
export type PlannedView = Consolidated & {
  readonly audience: string
  readonly before: Knowledge | undefined
  /** What the audience saw before, which may have been a less specific row. */
  readonly seen: View | undefined
}

export type ViewsInput = {
  readonly state: EntityState
  readonly records: readonly DatedRecord[]
  /** The joined audiences that need their first row: `missingJoined`. */
  readonly joined: readonly string[]
  /** Every earlier record of the entity; read only for `joined`. */
  readonly history: readonly DatedRecord[]
}

/** The views that the records of one entity change, each made of what its audience may know alone. */
export function planViews(input: ViewsInput): readonly PlannedView[] {
  const { state, records, joined, history } = input
  const all = [...history, ...records]
  return [
    ...changedAudiences(state, records).map((audience) => planView(audience, state, records)),
    ...joined.map((audience) => planView(audience, new Map(), all)),
  ].map((view) => ({ ...view, seen: findSeen(state, view.audience) }))
}

/** The registered joined audiences of which two groups or more have a view, and which have none. */
export function missingJoined(
  state: EntityState,
  records: readonly DatedRecord[],
  registered: readonly string[],
): readonly string[] {
  const singles = new Set([...state.keys(), ...records.flatMap((record) => record.visibleBy)])
  return registered.filter(
    (audience) =>
      !state.has(audience) &&
      audience.split(',').filter((group) => group !== 'public' && singles.has(group)).length > 1,
  )
}

/** The groups whose reports an audience sees. */
export function groupsOf(audience: string): readonly string[] {
  return audience === 'public' ? [audience] : ['public', ...audience.split(',')]
}

function planView(
  audience: string,
  state: EntityState,
  records: readonly DatedRecord[],
): Omit<PlannedView, 'seen'> {
  const groups = groupsOf(audience)
  const before = state.get(audience)
  // What a private view knows beyond the public one begins with these records.
  const base = before ?? state.get('public') ?? nothing
  const visible = records.filter((record) => isVisible(record, groups))
  const consolidated = consolidate(base, visible, groups)
  const cast = before ? consolidated.cast : consolidated.votes
  return { ...consolidated, cast, audience, before }
}

/** The most specific row there was, by the rule of `entity-rows/visible.ts`. */
function findSeen(state: EntityState, audience: string): View | undefined {
  const audiences = [audience, ...groupsOf(audience).toReversed()]
  const nearest = audiences.find((each) => state.has(each))
  return nearest === undefined ? undefined : state.get(nearest)?.view
}

const nothing: Knowledge = { view: undefined, votes: [] }

function changedAudiences(state: EntityState, records: readonly DatedRecord[]): readonly string[] {
  const named = records.flatMap((record) => record.visibleBy)
  const known = [...state.keys()].filter((audience) => {
    const groups = groupsOf(audience)
    return named.some((group) => groups.includes(group))
  })
  return [...new Set([...named, ...known])]
}

function isVisible(record: DatedRecord, groups: readonly string[]): boolean {
  return record.visibleBy.some((group) => groups.includes(group))
}
