import { type Entity } from '@windvane/model'

import { entityColumns, type EntityRow, toEntity } from '../entity-rows/entity-row.ts'
import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'

export type Neighbours = {
  /** The entities to look around. */
  readonly of: readonly string[]
  /** Entities to leave out. */
  readonly except: readonly string[]
  readonly limit: number
  /** Only what is part of the entity, or has it as a part. */
  readonly mode?: 'aggregation'
  readonly types?: readonly string[]
}

/** Entities one visible relation away, those with the newest relation first. */
export async function listNeighbours(
  store: Queryable,
  viewer: Viewer,
  neighbours: Neighbours,
): Promise<readonly Entity[]> {
  const { of, except, limit, mode, types } = neighbours
  const values = [viewer.audiences, of, except, mode ?? null, types ?? null, limit]
  const rows = await store.query(statement(viewer), values)
  return rows.map(toEntity)
}

const statement = defineVisibleStatement<EntityRow>(
  'list-neighbours',
  (visible) => `SELECT ${entityColumns} FROM (
     SELECT far, max(last_seen) AS last_seen, bool_or(mode = 'aggregation') AS is_part FROM (
       SELECT related_id AS far, mode, last_seen FROM relations
       WHERE entity_id = ANY($2::text[]) AND audience = ANY($1::text[])
       UNION ALL
       SELECT entity_id, mode, last_seen FROM relations
       WHERE related_id = ANY($2::text[]) AND audience = ANY($1::text[])) AS near
     WHERE far <> ALL($3::text[])
     GROUP BY far) AS n
   JOIN entities e ON e.id = n.far
   WHERE ${visible}
     AND (($4::text IS NULL OR n.is_part) AND ($5::text[] IS NULL OR e.type = ANY($5::text[])))
   ORDER BY n.last_seen DESC, e.id COLLATE "C" LIMIT $6`,
)
