import { type Entity, type Paging, parseEntityId } from '@windvane/model'

import { type Queryable, type Statement } from '../store/store.ts'
import { entityColumns, type EntityRow, toEntity } from '../entity-rows/entity-row.ts'
import { sortExpression } from '../entity-rows/sort-expression.ts'
import { defineVisibleStatement, type Viewer, visibleCondition } from '../entity-rows/visible.ts'

export type RelatedRequest = {
  readonly id: string
  /** Only entities of these types; absent: of all. */
  readonly types: readonly string[] | undefined
  readonly paging: Paging
}

export type Related = { readonly total: number; readonly entities: readonly Entity[] }

/** The entities one relation away, in either direction, as far as the viewer sees both. */
export async function listRelated(
  store: Queryable,
  viewer: Viewer,
  request: RelatedRequest,
): Promise<Related> {
  const { id, types, paging } = request
  parseEntityId(id)
  const values = [viewer.audiences, id, types ?? null]
  const page = pageStatement(viewer, paging)
  const rows = await store.query(page, [...values, paging.limit, paging.offset])
  if (rows.length > 0 || paging.offset === 0) {
    return { total: rows[0]?.total ?? 0, entities: rows.map(toEntity) }
  }
  const [counted] = await store.query(count(viewer), values)
  return { total: counted?.total ?? 0, entities: [] }
}

type RelatedRow = EntityRow & { readonly total: number }

function pageStatement(viewer: Viewer, { sort, order }: Paging): Statement<RelatedRow> {
  if (sort === undefined) return newestFirst(viewer)
  const direction = order === 'asc' ? 'ASC' : 'DESC'
  return {
    text: writePage(visibleCondition(viewer), `${sortExpression(sort)} ${direction} NULLS LAST`),
  }
}

function writePage(visible: string, order: string): string {
  return `SELECT ${entityColumns}, count(*) OVER ()::int AS total ${writeSource(visible)}
   ORDER BY ${order}, e.id COLLATE "C" LIMIT $4 OFFSET $5`
}

function writeSource(visible: string): string {
  return `FROM entities e
   WHERE ${visible} AND (e.id IN (
       SELECT related_id FROM relations WHERE entity_id = $2 AND audience = ANY($1::text[])
       UNION ALL
       SELECT entity_id FROM relations WHERE related_id = $2 AND audience = ANY($1::text[]))
     AND ($3::text[] IS NULL OR e.type = ANY($3::text[])))`
}

const newestFirst = defineVisibleStatement<RelatedRow>('list-related', (visible) =>
  writePage(visible, 'e.updated_at DESC'),
)

const count = defineVisibleStatement<{ readonly total: number }>(
  'count-related',
  (visible) => `SELECT count(*)::int AS total ${writeSource(visible)}`,
)
