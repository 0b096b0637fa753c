import { AppError, type Paging, parseEntityId } from '@windvane/model'

import { type Queryable, type Statement } from '../store/store.ts'
import { type Comment } from './comment.ts'
import { defineVisibleStatement, type Viewer, visibleCondition } from '../entity-rows/visible.ts'

export type CommentPage = { readonly total: number; readonly comments: readonly Comment[] }

/**
 * The comments on an entity that the viewer sees. An answer to a hidden comment is shown as if it
 * stood alone, and of the groups of a comment only the viewer's own are named.
 */
export async function listComments(
  store: Queryable,
  viewer: Viewer,
  request: { readonly id: string; readonly paging: Paging },
): Promise<CommentPage> {
  const { id, paging } = request
  parseEntityId(id)
  const values = [viewer.audiences, id, viewer.groups]
  const page = pageStatement(viewer, paging)
  const rows = await store.query(page, [...values, paging.limit, paging.offset])
  const comments = rows.map((row) => toComment(row, viewer))
  if (rows.length > 0 || paging.offset === 0) return { total: rows[0]?.total ?? 0, comments }
  const [counted] = await store.query(count(viewer), values)
  return { total: counted?.total ?? 0, comments }
}

type CommentRow = {
  readonly total: number
  readonly id: string
  readonly entity_id: string
  readonly user_id: string
  readonly alias: string | null
  readonly at: Date
  readonly comment: string
  readonly parent_id: string | null
  readonly visible_by: readonly string[]
}

function pageStatement(viewer: Viewer, { sort, order }: Paging): Statement<CommentRow> {
  if (sort === undefined || (isTime(sort) && order === 'desc')) return newestFirst(viewer)
  if (sort === 'id' || isTime(sort)) {
    const direction = order === 'asc' ? 'ASC' : 'DESC'
    const column = sort === 'id' ? 'c.id' : 'c.at'
    return { text: writePage(visibleCondition(viewer), `${column} ${direction}`) }
  }
  throw new AppError('invalid_request', {
    reason: `cannot sort comments by ${sort}`,
    param: 'sort',
  })
}

function isTime(sort: string): boolean {
  return sort === '@timestamp' || sort === 'createdAt'
}

function writePage(visible: string, order: string): string {
  return `SELECT c.id, c.entity_id, c.user_id, u.alias, c.at, c.comment, p.id AS parent_id,
     c.visible_by, count(*) OVER ()::int AS total
   ${writeSource(visible)}
   ORDER BY ${order}, c.id DESC LIMIT $4 OFFSET $5`
}

function writeSource(visible: string): string {
  return `FROM entities e
   JOIN comments c ON c.entity_id = e.id AND c.visible_by && $3::text[]
   LEFT JOIN comments p ON p.id = c.parent_id AND p.visible_by && $3::text[]
   LEFT JOIN users u ON u.id = c.user_id
   WHERE ${visible} AND (e.id = $2)`
}

const newestFirst = defineVisibleStatement<CommentRow>('list-comments', (visible) =>
  writePage(visible, 'c.at DESC'),
)

const count = defineVisibleStatement<{ readonly total: number }>(
  'count-comments',
  (visible) => `SELECT count(*)::int AS total ${writeSource(visible)}`,
)

function toComment(row: CommentRow, viewer: Viewer): Comment {
  return {
    id: row.id,
    entityId: row.entity_id,
    userId: row.user_id,
    alias: row.alias ?? '',
    at: row.at,
    comment: row.comment,
    parentId: row.parent_id ?? undefined,
    visibleBy: row.visible_by.filter((group) => viewer.groups.includes(group)),
  }
}
