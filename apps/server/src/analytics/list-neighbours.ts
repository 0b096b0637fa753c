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

/**
 * Entities one visible relation away, those with the newest relation first. Of an entity with very
 * many relations only the newest are looked at.
 */
export async function listNeighbours(
  store: Queryable,
  viewer: Viewer,
  neighbours: Neighbours,
): Promise<readonly Entity[]> {
  const { of, except, limit, mode, types } = neighbours
  const isFiltered = mode !== undefined || types !== undefined
  const looked = isFiltered ? filteredLook : limit + except.length + spare
  const values = [viewer.audiences, of, except, mode ?? null, types ?? null, limit, looked]
  const rows = await store.query(statement(viewer), values)
  return rows.map(toEntity)
}

/** Relations looked at, per entity and audience, when only some of them are wanted. */
const filteredLook = 1_000
/** How many relations to entities that the viewer does not see may be among those looked at. */
const spare = 50

const statement = defineVisibleStatement<EntityRow>(
  'list-neighbours',
  (visible) => `SELECT ${entityColumns} FROM (
     SELECT far, max(created_at) AS created_at, bool_or(mode = 'aggregation') AS is_part
     FROM unnest($2::text[]) AS near (id), unnest($1::text[]) AS own (audience), LATERAL (
       (SELECT related_id AS far, mode, created_at FROM relations
        WHERE entity_id = near.id AND audience = own.audience
        ORDER BY created_at DESC LIMIT $7)
       UNION ALL
       (SELECT entity_id, mode, created_at FROM relations
        WHERE related_id = near.id AND audience = own.audience
        ORDER BY created_at DESC LIMIT $7)) AS newest
     WHERE far <> ALL($3::text[])
     GROUP BY far) AS n
   JOIN entities e ON e.id = n.far
   WHERE ${visible}
     AND (($4::text IS NULL OR n.is_part) AND ($5::text[] IS NULL OR e.type = ANY($5::text[])))
   ORDER BY n.created_at DESC, e.id COLLATE "C" LIMIT $6`,
)
