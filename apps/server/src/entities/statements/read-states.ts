import { type EntityRow } from '../../entity-rows/entity-row.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'
import { type Knowledge, type View, type Vote } from '../consolidate.ts'
import { type EntityState } from '../plan-views.ts'

/** What every audience knows of these entities. Only for writing: it is not filtered by viewer. */
export async function readStates(
  tx: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EntityState>> {
  const views = await tx.query(viewsStatement, [ids])
  if (views.length === 0) return new Map()
  const votes = Map.groupBy(await tx.query(votesStatement, [ids]), toKey)
  const states = new Map<string, Map<string, Knowledge>>()
  for (const row of views) {
    const state = states.get(row.entity_id) ?? new Map<string, Knowledge>()
    state.set(row.audience, { view: toView(row), votes: (votes.get(toKey(row)) ?? []).map(toVote) })
    states.set(row.entity_id, state)
  }
  return states
}

type Key = { readonly entity_id: string; readonly audience: string }

type ViewRow = Key & Omit<EntityRow, 'id' | 'type'>

type VoteRow = Key & {
  readonly user_id: string
  readonly reputation: number
  readonly is_direct: boolean
}

const viewsStatement = defineStatement<ViewRow>(
  'read-entity-views',
  `SELECT id AS entity_id, audience, attributes, reputation, best_reputation, worst_reputation,
     accuracy, tags, well_known, visible_by, created_at, updated_at, last_seen
   FROM entities WHERE id = ANY($1::text[])`,
)

const votesStatement = defineStatement<VoteRow>(
  'read-entity-votes',
  `SELECT entity_id, audience, user_id, reputation, is_direct
   FROM votes WHERE entity_id = ANY($1::text[])`,
)

function toKey(row: Key): string {
  return `${row.entity_id} ${row.audience}`
}

function toView(row: ViewRow): View {
  return {
    attributes: row.attributes,
    reputation: row.reputation,
    bestReputation: row.best_reputation,
    worstReputation: row.worst_reputation,
    accuracy: row.accuracy,
    tags: row.tags,
    wellKnown: row.well_known,
    visibleBy: row.visible_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSeen: row.last_seen,
  }
}

function toVote(row: VoteRow): Vote {
  return { userId: row.user_id, reputation: row.reputation, isDirect: row.is_direct }
}
