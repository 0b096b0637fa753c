import { toRowTerms } from '../../entity-rows/row-terms.ts'
import { newId } from '../../store/new-id.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'
import { type EntityRecord } from '../batch.ts'

export type JudgedRecord = EntityRecord & {
  /** Accuracy of the entity after this record. */
  readonly accuracy: number
}

/**
 * Keeps the records; ids rise in their order, so that equal times sort as reported. Gives the terms
 * of all of them.
 */
export async function insertHistory(
  tx: Queryable,
  records: readonly JudgedRecord[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const terms = new Set<string>()
  if (records.length === 0) return terms
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
    ...toRowTerms(record),
  }))
  for (const row of rows) for (const term of row.terms) terms.add(term)
  await tx.query(statement, [JSON.stringify(rows), at])
  return terms
}

const statement = defineStatement<never>(
  'insert-history',
  `INSERT INTO history (id, at, entity_id, type, user_id, origin, attributes, reputation, accuracy,
     tags, well_known, visible_by, terms, analysed)
   SELECT id, $2::timestamptz, entity_id, type, user_id, origin, attributes, reputation, accuracy,
     tags, well_known, visible_by, terms, analysed
   FROM json_to_recordset($1::json) AS r(id uuid, entity_id text, type text, user_id uuid,
     origin text, attributes jsonb, reputation smallint, accuracy smallint, tags text[],
     well_known boolean, visible_by text[], terms text[], analysed jsonb)`,
)
