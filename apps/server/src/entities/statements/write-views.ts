import { entityTokens, valueKeyOfHash } from '@windvane/model'

import { defineStatement, type Queryable } from '../../store/store.ts'
import { toRowTerms } from '../../entity-rows/row-terms.ts'
import { type PlannedView } from '../plan-views.ts'

/** A view with the key and the value of its entity. */
export type EntityView = PlannedView & {
  readonly entityId: string
  readonly type: string
  readonly value: string
}

/** Stores the views and the votes behind them; searchable when the transaction commits. */
export async function writeViews(tx: Queryable, views: readonly EntityView[]): Promise<void> {
  const seen = views.filter(isOnlySeen)
  const changed = views.filter((view) => !isOnlySeen(view))
  if (changed.length > 0) await tx.query(upsertViews, [JSON.stringify(changed.map(toRow))])
  if (seen.length > 0) await tx.query(touchViews, [JSON.stringify(seen.map(toSeen))])
  const votes = views.flatMap(toVotes)
  if (votes.length > 0) await tx.query(upsertVotes, [JSON.stringify(votes)])
}

/** A repeated report moves `last_seen` alone, which no index holds: PostgreSQL updates in place. */
function isOnlySeen({ before, view }: EntityView): boolean {
  return before?.view?.updatedAt === view.updatedAt
}

function toRow(entity: EntityView): Readonly<Record<string, unknown>> {
  const { entityId, type, value, audience, view } = entity
  return {
    id: entityId,
    audience,
    type,
    value,
    value_key: valueKeyOfHash(entityId.slice(-64)),
    attributes: view.attributes,
    reputation: view.reputation,
    best_reputation: view.bestReputation,
    worst_reputation: view.worstReputation,
    accuracy: view.accuracy,
    tags: view.tags,
    well_known: view.wellKnown,
    visible_by: view.visibleBy,
    network: type === 'ip' || type === 'cidr' ? value : null,
    tokens: entityTokens({ type, attributes: view.attributes, tags: view.tags }),
    ...toRowTerms({ type, attributes: view.attributes, tags: view.tags }),
    created_at: view.createdAt,
    updated_at: view.updatedAt,
    last_seen: view.lastSeen,
  }
}

function toSeen({ entityId, audience, view }: EntityView): Readonly<Record<string, unknown>> {
  return { id: entityId, audience, last_seen: view.lastSeen }
}

function toVotes({ entityId, audience, cast }: EntityView): Readonly<Record<string, unknown>>[] {
  return cast.map(({ userId, reputation, isDirect }) => ({
    entity_id: entityId,
    audience,
    user_id: userId,
    reputation,
    is_direct: isDirect,
  }))
}

const upsertViews = defineStatement<never>(
  'upsert-entities',
  `INSERT INTO entities (id, audience, type, value, value_key, attributes, reputation,
     best_reputation, worst_reputation, accuracy, tags, well_known, visible_by, network, tokens,
     terms, analysed, created_at, updated_at, last_seen)
   SELECT * FROM json_to_recordset($1::json) AS r(id text, audience text, type text, value text,
     value_key bigint, attributes jsonb, reputation smallint, best_reputation smallint,
     worst_reputation smallint, accuracy smallint, tags text[], well_known boolean,
     visible_by text[], network inet, tokens jsonb, terms text[], analysed jsonb,
     created_at timestamptz, updated_at timestamptz, last_seen timestamptz)
   ON CONFLICT (id, audience) DO UPDATE SET
     attributes = EXCLUDED.attributes, reputation = EXCLUDED.reputation,
     best_reputation = EXCLUDED.best_reputation, worst_reputation = EXCLUDED.worst_reputation,
     accuracy = EXCLUDED.accuracy, tags = EXCLUDED.tags, well_known = EXCLUDED.well_known,
     visible_by = EXCLUDED.visible_by, tokens = EXCLUDED.tokens, terms = EXCLUDED.terms,
     analysed = EXCLUDED.analysed, updated_at = EXCLUDED.updated_at,
     last_seen = EXCLUDED.last_seen`,
)

const touchViews = defineStatement<never>(
  'touch-entities',
  `UPDATE entities e SET last_seen = r.last_seen
   FROM json_to_recordset($1::json) AS r(id text, audience text, last_seen timestamptz)
   WHERE e.id = r.id AND e.audience = r.audience`,
)

const upsertVotes = defineStatement<never>(
  'upsert-votes',
  `INSERT INTO votes (entity_id, audience, user_id, reputation, is_direct)
   SELECT * FROM json_to_recordset($1::json) AS r(entity_id text, audience text, user_id uuid,
     reputation smallint, is_direct boolean)
   ON CONFLICT (entity_id, audience, user_id) DO UPDATE SET
     reputation = EXCLUDED.reputation, is_direct = EXCLUDED.is_direct
   WHERE (votes.reputation, votes.is_direct) IS DISTINCT FROM
     (EXCLUDED.reputation, EXCLUDED.is_direct)`,
)
