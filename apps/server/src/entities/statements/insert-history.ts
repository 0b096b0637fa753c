import { newId } from '../../store/new-id.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'
import { type EntityRecord } from '../batch.ts'

export type JudgedRecord = EntityRecord & {
  /** Accuracy of the entity after this record. */
  readonly accuracy: number
}

/** Keeps the records; ids rise in their order, so that equal times sort as reported. */
export async function insertHistory(
  tx: Queryable,
  records: readonly JudgedRecord[],
  at: Date,
): Promise<void> {
  if (records.length === 0) return
  const ids = records.map(() => newId(at.getTime())).sort()
  const rows = records.map((record, index) => ({
    id: ids[index],
    entity_id: record.entityId,
    type: record.type,
    user_id: record.userId,
    origin: record.origin,
    attributes: record.attributes,
    reputation: record.reputation,
    accuracy: record.accuracy,
    tags: record.tags,
    well_known: record.wellKnown,
    visible_by: record.visibleBy,
  }))
  await tx.query(statement, [JSON.stringify(rows), at])
}

const statement = defineStatement<never>(
  'insert-history',
  `INSERT INTO history (id, at, entity_id, type, user_id, origin, attributes, reputation, accuracy,
     tags, well_known, visible_by)
   SELECT id, $2::timestamptz, entity_id, type, user_id, origin, attributes, reputation, accuracy,
     tags, well_known, visible_by
   FROM json_to_recordset($1::json) AS r(id uuid, entity_id text, type text, user_id uuid,
     origin text, attributes jsonb, reputation smallint, accuracy smallint, tags text[],
     well_known boolean, visible_by text[])`,
)
