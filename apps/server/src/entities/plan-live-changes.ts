import { type RelationMode } from '@windvane/model'
import { type View } from './consolidate.ts'
import { type LiveChange, type LiveEventName, type LiveView } from './live-change.ts'
import { type EntityState } from './plan-views.ts'
import { type EntityView } from './statements/write-views.ts'

/** A relation that some audiences did not see before. */
export type NewRelation = {
  readonly entityId: string
  readonly relatedId: string
  readonly mode: RelationMode
  readonly audiences: readonly string[]
  readonly known: readonly string[]
}

export type WrittenBatch = {
  /** In the order in which they were reported. */
  readonly entityIds: readonly string[]
  readonly views: readonly EntityView[]
  readonly relations: readonly NewRelation[]
  /** What was known before of the entities of `views` and of those that `relations` start from. */
  readonly states: ReadonlyMap<string, EntityState>
}

/** What a batch gives the live feed to tell: entities first, then relations. */
export function planLiveChanges(batch: WrittenBatch): readonly LiveChange[] {
  const byEntity = Map.groupBy(batch.views, (view) => view.entityId)
  return [
    ...batch.entityIds.flatMap((id) => planEntity(id, byEntity.get(id) ?? [], batch) ?? []),
    ...batch.relations.flatMap((relation) => planRelation(relation, byEntity, batch) ?? []),
  ]
}

/** An event is a notice, not the record. */
const maxTags = 32

function planEntity(
  entityId: string,
  written: readonly EntityView[],
  { states }: WrittenBatch,
): LiveChange | undefined {
  const [first] = written
  const named = written.map((view) => ({
    ...toLiveView(view.audience, view.view),
    names: toNames(view),
  }))
  if (first === undefined || named.every(({ names }) => names.length === 0)) return undefined
  const { type, value, view } = first
  const views = [...named, ...untouchedViews(states.get(entityId), written)]
  return { entityId, value: view.attributes[type] ?? value, views }
}

function toNames({ view, seen }: EntityView): readonly LiveEventName[] {
  const isNewlyMalicious = view.reputation < 0 && !(seen !== undefined && seen.reputation < 0)
  return [
    ...(seen === undefined ? (['created'] as const) : []),
    ...(isNewlyMalicious ? (['malicious'] as const) : []),
  ]
}

function planRelation(
  { entityId, ...link }: NewRelation,
  byEntity: ReadonlyMap<string, readonly EntityView[]>,
  { states }: WrittenBatch,
): LiveChange | undefined {
  const written = byEntity.get(entityId) ?? []
  const views = [
    ...written.map((view) => toLiveView(view.audience, view.view)),
    ...untouchedViews(states.get(entityId), written),
  ]
  const type = entityId.slice(0, -65)
  const known = written[0]?.view ?? [...(states.get(entityId)?.values() ?? [])][0]?.view
  const value = known?.attributes[type]
  return value === undefined ? undefined : { entityId, value, views, link }
}

function untouchedViews(
  state: EntityState | undefined,
  written: readonly EntityView[],
): readonly LiveView[] {
  if (state === undefined || state.size === written.length) return []
  return [...state].flatMap(([audience, { view }]) => {
    const isWritten = view === undefined || written.some((each) => each.audience === audience)
    return isWritten ? [] : [toLiveView(audience, view)]
  })
}

function toLiveView(audience: string, { reputation, tags }: View): LiveView {
  return { audience, names: [], reputation, tags: tags.slice(0, maxTags) }
}
