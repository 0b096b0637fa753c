import { type WatchEvent } from '@windvane/model'
import { type NewAlert } from '../alerts/new-alert.ts'
import { type WrittenBatch } from '../entities/batch-watcher.ts'
import { type View } from '../entities/consolidate.ts'
import { toViewer, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type Match } from './find-matches.ts'
import { findNewLinks, type NewLink } from './new-links.ts'
import { type OwnerView, readOwnerViews, viewBefore } from './owner-view.ts'
import { tagKey } from './parse-watch.ts'
import { toWatchBody, type Watch } from './watch.ts'

/**
 * What the matches of one owner come to. Everything is judged by what the owner could read before
 * and can read after the batch, so that an alert tells nothing that a look would not.
 */
export async function judgeMatches(
  tx: Queryable,
  batch: WrittenBatch,
  matches: readonly Match[],
): Promise<readonly NewAlert[]> {
  const viewer = toViewer(matches[0]?.groups ?? [])
  const links = matches.some(({ watch }) => watch.events.includes('linked'))
    ? await findNewLinks(tx, batch, viewer)
    : []
  const ids = new Set([
    ...matches.map(({ entityId }) => entityId),
    ...links.flatMap(({ entityId, relatedId }) => [entityId, relatedId]),
  ])
  const views = await readOwnerViews(tx, viewer, [...ids])
  const visible = links.filter(
    ({ entityId, relatedId }) => views.has(entityId) && views.has(relatedId),
  )
  return matches.flatMap((match) => judge(match, { batch, viewer, views, links: visible }))
}

type Sight = {
  readonly batch: WrittenBatch
  readonly viewer: Viewer
  readonly views: ReadonlyMap<string, OwnerView>
  readonly links: readonly NewLink[]
}

function judge(match: Match, sight: Sight): readonly NewAlert[] {
  const { watch, source, entityId } = match
  const now = sight.views.get(entityId)
  if (now === undefined || !isGraveEnough(watch, now)) return []
  if (watch.kind === 'tag' && !hasTag(now.entity.tags, watch)) return []
  const isReported = sight.batch.before.has(entityId) || isNew(sight.batch, entityId)
  const before = isReported ? viewBefore(sight.batch, sight.viewer, entityId) : now.entity
  const links = sight.links.filter(
    (link) => link.entityId === entityId || link.relatedId === entityId,
  )
  const event = watch.events.find((wanted) => happened[wanted]({ watch, before, now, links }))
  if (event === undefined) return []
  const told = event === 'linked' ? links.slice(0, maxRelated) : []
  return [
    {
      source,
      watchId: watch.id,
      watch: toWatchBody(watch),
      event,
      entity: now.entity,
      ...(before && { previous: toJudgement(before) }),
      ...(told.length > 0 && { related: told.map((link) => otherEnd(link, entityId)) }),
      visibleTo: toGroups([now.audience, ...told.map(({ audience }) => audience)]),
    },
  ]
}

/** More are found by asking for the relations of the entity. */
const maxRelated = 20

function isGraveEnough({ reputation, worstReputation }: Watch, { entity }: OwnerView): boolean {
  if (reputation !== undefined && entity.reputation > reputation) return false
  return worstReputation === undefined || entity.worstReputation <= worstReputation
}

function hasTag(tags: readonly string[], { target }: Watch): boolean {
  return tags.some((tag) => tagKey(tag) === tagKey(target))
}

function isNew({ views }: WrittenBatch, entityId: string): boolean {
  return views.some((view) => view.entityId === entityId)
}

/** Dates are of the database before a write and as text after a read. */
type Before = View | OwnerView['entity'] | undefined

type Change = {
  readonly watch: Watch
  readonly before: Before
  readonly now: OwnerView
  readonly links: readonly NewLink[]
}

const happened: Readonly<Record<WatchEvent, (change: Change) => boolean>> = {
  created: ({ before }) => before === undefined,
  reputation: ({ before, now }) =>
    before !== undefined &&
    (before.reputation !== now.entity.reputation ||
      before.worstReputation !== now.entity.worstReputation),
  tagged: ({ watch, before, now }) =>
    watch.kind === 'tag' && hasTag(now.entity.tags, watch) && !hasTag(before?.tags ?? [], watch),
  linked: ({ links }) => links.length > 0,
  seen: ({ before, now }) =>
    before === undefined || new Date(before.lastSeen).toISOString() !== now.entity.lastSeen,
}

function otherEnd({ entityId, relatedId }: NewLink, id: string): string {
  return entityId === id ? relatedId : entityId
}

function toJudgement({ reputation, worstReputation }: NonNullable<Before>) {
  return { reputation, worstReputation }
}

/** The groups of audiences: of several, one has to be in all. */
function toGroups(audiences: readonly string[]): readonly string[] {
  return [...new Set(audiences.flatMap((audience) => audience.split(',')))].sort()
}
