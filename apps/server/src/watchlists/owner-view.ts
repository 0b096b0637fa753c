import { type Entity } from '@windvane/model'
import { type WrittenBatch } from '../entities/batch-watcher.ts'
import { type View } from '../entities/consolidate.ts'
import { entityColumns, type EntityRow, toEntity } from '../entity-rows/entity-row.ts'
import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'

/** An entity as its owner sees it now, and the audience whose row that is. */
export type OwnerView = { readonly entity: Entity; readonly audience: string }

export async function readOwnerViews(
  tx: Queryable,
  viewer: Viewer,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OwnerView>> {
  const rows = await tx.query(statement(viewer), [viewer.audiences, ids])
  return new Map(rows.map((row) => [row.id, { entity: toEntity(row), audience: row.audience }]))
}

const statement = defineVisibleStatement<EntityRow & { readonly audience: string }>(
  'watch-owner-views',
  (visible) => `SELECT e.audience, ${entityColumns} FROM entities e
   WHERE ${visible} AND (e.id = ANY($2::text[]))`,
)

/** What the owner saw of a reported entity before the batch: the most specific row of then. */
export function viewBefore({ before }: WrittenBatch, viewer: Viewer, id: string): View | undefined {
  const state = before.get(id)
  const audience = viewer.audiences.findLast((candidate) => state?.get(candidate)?.view)
  return audience === undefined ? undefined : state?.get(audience)?.view
}
