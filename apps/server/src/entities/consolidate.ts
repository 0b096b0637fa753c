import { type Attributes, consolidateVotes, type Entity } from '@windvane/model'

import { type EntityRecord } from './batch.ts'

/** One row of `entities` without its key: an entity as one audience knows it. */
export type View = Omit<Entity, 'id' | 'type' | '@timestamp' | Dates> & {
  readonly [date in Dates]: Date
}

type Dates = 'createdAt' | 'updatedAt' | 'lastSeen'

/** What a reporter thinks of an entity, as far as one audience may know. */
export type Vote = {
  readonly userId: string
  readonly reputation: number
  readonly isDirect: boolean
}

export type DatedRecord = EntityRecord & { readonly at: Date }

/** Everything one audience knows of an entity; no view before the first record. */
export type Knowledge = { readonly view: View | undefined; readonly votes: readonly Vote[] }

export type Consolidated = {
  readonly view: View
  readonly votes: readonly Vote[]
  /** The votes that the records cast. */
  readonly cast: readonly Vote[]
}

/**
 * Adds records, oldest first, to what an audience knows (contract.md 7.5). `groups` are those of the
 * audience: a view never names another.
 */
export function consolidate(
  before: Knowledge,
  records: readonly DatedRecord[],
  groups: readonly string[],
): Consolidated {
  const votes = new Map(before.votes.map((vote) => [vote.userId, vote]))
  const cast = new Map<string, Vote>()
  let view = before.view
  for (const record of records) {
    const vote = nextVote(votes.get(record.userId), record)
    votes.set(record.userId, vote)
    cast.set(record.userId, vote)
    view = addRecord(view, record, groups)
  }
  if (view === undefined) throw new TypeError('An entity needs at least one record')
  const judged = judge(view, [...votes.values()])
  const updatedAt =
    before.view && isSame(before.view, judged) ? before.view.updatedAt : view.lastSeen
  return {
    view: { ...judged, updatedAt },
    votes: [...votes.values()],
    cast: [...cast.values()],
  }
}

/** A row has to stay readable however many reports it gathers. */
const maxTags = 1_000

/** The latest record counts, but what a reporter only implies never replaces what they stated. */
function nextVote(before: Vote | undefined, record: EntityRecord): Vote {
  const isDirect = record.origin === 'report'
  if (before?.isDirect && !isDirect) return before
  return { userId: record.userId, reputation: record.reputation, isDirect }
}

function addRecord(before: View | undefined, record: DatedRecord, groups: readonly string[]): View {
  const visibleBy = record.visibleBy.filter((group) => groups.includes(group))
  const { at, reputation } = record
  if (before === undefined) {
    return {
      attributes: record.attributes,
      reputation,
      bestReputation: reputation,
      worstReputation: reputation,
      accuracy: 0,
      tags: record.tags,
      wellKnown: record.wellKnown,
      visibleBy,
      createdAt: at,
      updatedAt: at,
      lastSeen: at,
    }
  }
  return {
    ...before,
    attributes: mergeAttributes(before.attributes, withoutWeak(before.attributes, record)),
    bestReputation: Math.max(before.bestReputation, reputation),
    worstReputation: Math.min(before.worstReputation, reputation),
    tags: union(before.tags, record.tags).slice(0, maxTags),
    wellKnown: before.wellKnown || record.wellKnown,
    visibleBy: union(before.visibleBy, visibleBy),
    lastSeen: at,
  }
}

/** What a record says that may replace what is known. */
function withoutWeak(known: Attributes, { attributes, weak = [] }: EntityRecord): Attributes {
  if (weak.length === 0) return attributes
  const kept = Object.entries(attributes).filter(
    ([name]) => !weak.includes(name) || known[name] === undefined,
  )
  return Object.fromEntries(kept)
}

/** Gives back the very same object when nothing is new, so that a repeated report stays cheap. */
function mergeAttributes(before: Attributes, added: Attributes): Attributes {
  const isKnown = Object.entries(added).every(([name, value]) => before[name] === value)
  return isKnown ? before : { ...before, ...added }
}

function union(before: readonly string[], added: readonly string[]): readonly string[] {
  const fresh = added.filter((item) => !before.includes(item))
  return fresh.length === 0 ? before : [...before, ...fresh]
}

function judge(view: View, votes: readonly Vote[]): View {
  const { reputation, accuracy } = consolidateVotes(votes, { isWellKnown: view.wellKnown })
  const worst = view.wellKnown ? Math.max(0, view.worstReputation) : view.worstReputation
  const best = view.wellKnown ? Math.max(0, view.bestReputation) : view.bestReputation
  return { ...view, reputation, accuracy, worstReputation: worst, bestReputation: best }
}

/** Whether nothing but `lastSeen` differs. */
function isSame(before: View, after: View): boolean {
  return (
    before.attributes === after.attributes &&
    before.tags.length === after.tags.length &&
    before.visibleBy.length === after.visibleBy.length &&
    scalars.every((name) => before[name] === after[name])
  )
}

const scalars = [
  'reputation',
  'bestReputation',
  'worstReputation',
  'accuracy',
  'wellKnown',
] as const satisfies readonly (keyof View)[]
