import { type Entity } from '@windvane/model'

import { type Queryable } from '../store/store.ts'
import { entityColumns, type EntityRow, toEntity } from '../entity-rows/entity-row.ts'
import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'

/** Those of the entities that the viewer may see, in no order. */
export async function findEntities(
  store: Queryable,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly Entity[]> {
  const rows = await store.query(statement(viewer), [viewer.audiences, ids])
  return rows.map(toEntity)
}

const statement = defineVisibleStatement<EntityRow>(
  'find-entities',
  (visible) => `SELECT ${entityColumns} FROM entities e
   WHERE ${visible} AND (e.id = ANY($2::text[]))`,
)
