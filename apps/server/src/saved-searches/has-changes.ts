import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'

/** Whether any entity that the viewer sees changed: most checks end here. */
export async function hasChanges(db: Queryable, viewer: Viewer, since: Date): Promise<boolean> {
  const rows = await db.query(statement(viewer), [viewer.audiences, since])
  return rows.length > 0
}

const statement = defineVisibleStatement<{ readonly id: string }>(
  'saved-search-changes',
  (visible) => `SELECT e.id FROM entities e
   WHERE ${visible} AND (e.updated_at >= $2::timestamptz) LIMIT 1`,
)
