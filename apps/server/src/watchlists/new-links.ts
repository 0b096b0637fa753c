import { type WrittenBatch } from '../entities/batch-watcher.ts'
import { type Viewer } from '../entity-rows/visible.ts'
import { defineStatement, type Queryable } from '../store/store.ts'

/** A link that the viewer had not known before the batch, and a group by which they know it. */
export type NewLink = {
  readonly entityId: string
  readonly relatedId: string
  readonly audience: string
}

export async function findNewLinks(
  tx: Queryable,
  { at, relations }: WrittenBatch,
  viewer: Viewer,
): Promise<readonly NewLink[]> {
  if (relations.length === 0) return []
  const rows = await tx.query(statement, [
    relations.map(({ entityId }) => entityId),
    relations.map(({ relatedId }) => relatedId),
    viewer.audiences,
    at,
  ])
  return rows.map((row) => ({
    entityId: row.entity_id,
    relatedId: row.related_id,
    audience: row.audience,
  }))
}

type Row = {
  readonly entity_id: string
  readonly related_id: string
  readonly audience: string
}

/** A relation keeps the time at which it was first written. */
const statement = defineStatement<Row>(
  'watch-new-links',
  `SELECT r.entity_id, r.related_id, min(r.audience) AS audience
   FROM (SELECT DISTINCT entity_id, related_id
       FROM unnest($1::text[], $2::text[]) AS p(entity_id, related_id)) p
     JOIN relations r ON r.entity_id = p.entity_id AND r.related_id = p.related_id
   WHERE r.audience = ANY($3::text[])
   GROUP BY r.entity_id, r.related_id
   HAVING min(r.created_at) >= $4::timestamptz`,
)
