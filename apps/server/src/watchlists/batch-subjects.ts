import { type WatchEvent, watchEvents } from '@windvane/model'
import { type WrittenBatch } from '../entities/batch-watcher.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { tagKey } from './parse-watch.ts'

/** An entity that a batch touched: what finds its watches, and at most what happened to it. */
export type Subject = {
  readonly id: string
  readonly type: string
  readonly tags: ReadonlySet<string>
  readonly network: string | undefined
  readonly events: ReadonlySet<WatchEvent>
  /** The least that any audience sees. */
  readonly reputation: number
  readonly worstReputation: number
}

/**
 * What a batch touched, over all audiences together: only for finding watches, as it says more than
 * any one owner may know.
 */
export async function listSubjects(
  tx: Queryable,
  batch: WrittenBatch,
): Promise<readonly Subject[]> {
  const reported = Map.groupBy(batch.views, ({ entityId }) => entityId)
  const linked = new Set(
    batch.relations.flatMap(({ entityId, relatedId }) => [entityId, relatedId]),
  )
  const subjects = [...reported].map(([id, views]) => toSubject(id, views, linked.has(id)))
  const others = [...linked].filter((id) => !reported.has(id))
  const rows = others.length === 0 ? [] : await tx.query(selectLinked, [others])
  return [...subjects, ...[...Map.groupBy(rows, ({ id }) => id)].map(toLinkedSubject)]
}

/** Kinds and keys that watches of a subject have, but for networks. */
export function listKeys({ id, type, tags }: Subject): readonly (readonly [string, string])[] {
  return [
    ['entity', id],
    // The last 64 digits of an id are the hash of the value.
    ['value', id.slice(-64)],
    ['type', type],
    ...[...tags].map((tag) => ['tag', tag] as const),
  ]
}

type View = WrittenBatch['views'][number]

function toSubject(id: string, views: readonly View[], isLinked: boolean): Subject {
  const events = new Set(views.flatMap(possibleEvents))
  if (isLinked) events.add('linked')
  const [{ type, value }] = views as [View, ...View[]]
  return {
    id,
    type,
    tags: new Set(views.flatMap(({ view }) => view.tags.map(tagKey))),
    network: type === 'ip' || type === 'cidr' ? value : undefined,
    events,
    reputation: Math.min(...views.map(({ view }) => view.reputation)),
    worstReputation: Math.min(...views.map(({ view }) => view.worstReputation)),
  }
}

/** A new view may be new or changed to its readers, by what they saw before. */
function possibleEvents({ before, view }: View): readonly WatchEvent[] {
  const known = before?.view
  if (known === undefined) return watchEvents.filter((event) => event !== 'linked')
  const isJudgedAnew =
    known.reputation !== view.reputation || known.worstReputation !== view.worstReputation
  return [
    'seen',
    ...(isJudgedAnew ? (['reputation'] as const) : []),
    ...(known.tags.length === view.tags.length ? [] : (['tagged'] as const)),
  ]
}

type LinkedRow = {
  readonly id: string
  readonly type: string
  readonly tags: readonly string[]
  readonly network: string | null
  readonly reputation: number
  readonly worst_reputation: number
}

function toLinkedSubject([id, rows]: [string, readonly LinkedRow[]]): Subject {
  return {
    id,
    type: rows[0]?.type ?? '',
    tags: new Set(rows.flatMap(({ tags }) => tags.map(tagKey))),
    network: rows[0]?.network ?? undefined,
    events: new Set(['linked']),
    reputation: Math.min(...rows.map(({ reputation }) => reputation)),
    worstReputation: Math.min(...rows.map((row) => row.worst_reputation)),
  }
}

const selectLinked = defineStatement<LinkedRow>(
  'watch-linked-entities',
  `SELECT id, type, tags, network, reputation, worst_reputation
   FROM entities WHERE id = ANY($1::text[])`,
)
