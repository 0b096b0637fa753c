import { relationId, type RelationMode } from '@windvane/model'

import { newId } from '../../store/new-id.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'
import { type RelationRecord } from '../batch.ts'
import { type NewRelation } from '../plan-live-changes.ts'
import { sha3 } from '../sha3.ts'

/**
 * Keeps a record of each relation, and one row of it per group that may see it. Gives back those
 * that are new to some groups.
 */
export async function writeRelations(
  tx: Queryable,
  relations: readonly RelationRecord[],
  at: Date,
): Promise<readonly NewRelation[]> {
  if (relations.length === 0) return []
  await tx.query(insertHistory, [JSON.stringify(relations.map((each) => toRecord(each, at))), at])
  const added = await tx.query(upsertRelations, [JSON.stringify(toRows(relations)), at])
  const pairs = Map.groupBy(added, (row) => `${row.entity_id} ${row.related_id}`)
  return [...pairs.values()].flatMap(toNewRelation)
}

function toNewRelation(rows: readonly AddedRow[]): readonly NewRelation[] {
  const audiences = rows.map(({ audience }) => audience)
  return rows.slice(0, 1).map((row) => ({
    entityId: row.entity_id,
    relatedId: row.related_id,
    mode: row.mode,
    audiences,
    known: row.known,
  }))
}

function toRecord(relation: RelationRecord, at: Date): Readonly<Record<string, unknown>> {
  const { entityId, relatedId, userId, mode, visibleBy } = relation
  return {
    id: newId(at.getTime()),
    relation_id: relationId(entityId, relatedId, sha3),
    entity_id: entityId,
    related_id: relatedId,
    user_id: userId,
    mode,
    visible_by: visibleBy,
  }
}

/** One statement may touch a row once: of several modes for one pair, `aggregation` stays. */
function toRows(relations: readonly RelationRecord[]): readonly RelationRow[] {
  const rows = new Map<string, RelationRow>()
  for (const { entityId, relatedId, mode, visibleBy } of relations) {
    for (const audience of visibleBy) {
      const key = `${entityId} ${relatedId} ${audience}`
      const known = rows.get(key)
      if (known?.mode === 'aggregation') continue
      rows.set(key, { entity_id: entityId, related_id: relatedId, audience, mode })
    }
  }
  return [...rows.values()]
}

type RelationRow = {
  readonly entity_id: string
  readonly related_id: string
  readonly audience: string
  readonly mode: RelationMode
}

type AddedRow = RelationRow & {
  /** Audiences that had the relation before. */
  readonly known: readonly string[]
}

const insertHistory = defineStatement<never>(
  'insert-relation-history',
  `INSERT INTO relation_history (id, at, relation_id, entity_id, related_id, user_id, mode,
     visible_by)
   SELECT id, $2::timestamptz, relation_id, entity_id, related_id, user_id, mode, visible_by
   FROM json_to_recordset($1::json) AS r(id uuid, relation_id text, entity_id text,
     related_id text, user_id uuid, mode text, visible_by text[])`,
)

/** A row that was inserted has no `xmax`; the last query sees the table as it was before. */
const upsertRelations = defineStatement<AddedRow>(
  'upsert-relations',
  `WITH written AS (
     INSERT INTO relations (entity_id, related_id, audience, mode, created_at, last_seen)
     SELECT entity_id, related_id, audience, mode, $2::timestamptz, $2::timestamptz
     FROM json_to_recordset($1::json)
       AS r(entity_id text, related_id text, audience text, mode text)
     ON CONFLICT (entity_id, related_id, audience) DO UPDATE SET
       mode = CASE WHEN relations.mode = 'aggregation' THEN relations.mode ELSE EXCLUDED.mode END,
       last_seen = EXCLUDED.last_seen
     RETURNING entity_id, related_id, audience, mode, xmax = 0 AS is_new)
   SELECT entity_id, related_id, audience, mode, ARRAY(
     SELECT r.audience FROM relations r
     WHERE r.entity_id = written.entity_id AND r.related_id = written.related_id) AS known
   FROM written WHERE is_new`,
)
