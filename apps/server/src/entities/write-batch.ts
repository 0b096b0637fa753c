import { type Transaction } from '../store/store.ts'
import { type Batch, type EntityRecord } from './batch.ts'
import { type BatchWatcher } from './batch-watcher.ts'
import { type DatedRecord } from './consolidate.ts'
import { countFacets } from './count-facets.ts'
import { type EntityState, groupsOf, missingJoined, planViews } from './plan-views.ts'
import { planLiveChanges } from './plan-live-changes.ts'
import { insertHistory, type JudgedRecord } from './statements/insert-history.ts'
import { insertTerms } from './statements/insert-terms.ts'
import { insertOutcome } from './statements/insert-outcome.ts'
import { listJoined } from './statements/list-joined.ts'
import { lockEntities } from './statements/lock-entities.ts'
import { readHistory } from './statements/read-history.ts'
import { readStates } from './statements/read-states.ts'
import { writeRelations } from './statements/write-relations.ts'
import { type EntityView, writeViews } from './statements/write-views.ts'

/**
 * Writes a batch: its records kept, every audience's view of every entity in it brought up to date,
 * its relations kept. At most once per transaction: a second call could wait for locks out of order.
 */
export async function writeBatch(
  tx: Transaction,
  batch: Batch,
  watcher?: BatchWatcher,
): Promise<void> {
  const { at, watchVersion } = await lockEntities(tx, touchedIds(batch))
  const records = Map.groupBy(
    batch.records.map((record) => ({ ...record, at })),
    (record) => record.entityId,
  )
  const before = await readStates(tx, [...records.keys()].sort())
  const views = await planEntities(tx, records, before)
  const terms = await insertHistory(tx, judgeRecords(batch.records, views), at)
  await writeViews(tx, views)
  const relations = await writeRelations(tx, batch.relations, at)
  const ends = relations.map(({ entityId }) => entityId).filter((id) => !records.has(id))
  const known = ends.length === 0 ? before : new Map([...before, ...(await readStates(tx, ends))])
  const entityIds = [...records.keys()]
  const live = planLiveChanges({ entityIds, views, relations, states: known })
  await insertOutcome(tx, { live, facets: countFacets(views, before) }, at)
  if (watchVersion > 0) {
    await watcher?.(tx, { at, watchVersion, before, views, relations: batch.relations })
  }
  // Last, as a batch that brings the same new word waits here for the end of this one.
  await insertTerms(tx, terms)
}

type RecordsById = ReadonlyMap<string, readonly DatedRecord[]>

function touchedIds({ records, relations }: Batch): readonly string[] {
  return [
    ...records.map((record) => record.entityId),
    ...relations.flatMap((relation) => [relation.entityId, relation.relatedId]),
  ]
}

async function planEntities(
  tx: Transaction,
  records: RecordsById,
  states: ReadonlyMap<string, EntityState>,
): Promise<readonly EntityView[]> {
  const ids = [...records.keys()].sort()
  const joined = await findMissingJoined(tx, records, states)
  const history = Map.groupBy(
    joined.size === 0 ? [] : await readHistory(tx, [...joined.keys()]),
    (record) => record.entityId,
  )
  return ids.flatMap((id) =>
    planEntity(id, {
      state: states.get(id) ?? unknown,
      records: records.get(id) ?? [],
      joined: joined.get(id) ?? [],
      history: history.get(id) ?? [],
    }),
  )
}

const unknown: EntityState = new Map()

/** Per entity the joined audiences that now need a row; usually none, and then without a query. */
async function findMissingJoined(
  tx: Transaction,
  records: RecordsById,
  states: ReadonlyMap<string, EntityState>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const groups = new Set<string>()
  for (const record of [...records.values()].flat()) {
    for (const group of record.visibleBy) groups.add(group)
  }
  for (const audience of [...states.values()].flatMap((state) => [...state.keys()])) {
    for (const group of groupsOf(audience)) groups.add(group)
  }
  groups.delete('public')
  const registered = await listJoined(tx, [...groups])
  if (registered.length === 0) return new Map()
  const missing = [...records].map(
    ([id, own]) => [id, missingJoined(states.get(id) ?? unknown, own, registered)] as const,
  )
  return new Map(missing.filter(([, audiences]) => audiences.length > 0))
}

function planEntity(
  entityId: string,
  input: Parameters<typeof planViews>[0],
): readonly EntityView[] {
  const first = input.records[0] ?? input.history[0]
  if (first === undefined) return []
  const { type, value } = first
  return planViews(input).map((view) => ({ ...view, entityId, type, value }))
}

/** A record's accuracy is that of a view which all its readers may see, so that it tells no more. */
function judgeRecords(
  records: readonly EntityRecord[],
  views: readonly EntityView[],
): readonly JudgedRecord[] {
  const accuracies = new Map(
    views.map((view) => [`${view.entityId} ${view.audience}`, view.view.accuracy]),
  )
  return records.map((record) => {
    const { visibleBy } = record
    const [group = '', ...others] = visibleBy.includes('public') ? ['public'] : visibleBy
    const known = others.length === 0 ? accuracies.get(`${record.entityId} ${group}`) : undefined
    return { ...record, accuracy: known ?? (record.origin === 'report' ? 1 : 0) }
  })
}
