import { AppError, type Entity, parseEntityId, type Principal } from '@windvane/model'

import { isUuid } from '../store/is-uuid.ts'
import { newId } from '../store/new-id.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { findEntities } from './find-entities.ts'
import { commonGroups, parseVisibleBy } from './visible-by.ts'
import { toViewer } from '../entity-rows/visible.ts'

export type NewComment = {
  readonly entityId: string
  readonly comment: string
  readonly parentId?: string | undefined
  readonly visibleBy?: readonly string[] | undefined
}

/** A comment as a reader may see it; `parentId` is absent on a top-level comment. */
export type Comment = {
  readonly id: string
  readonly entityId: string
  readonly userId: string
  readonly alias: string
  readonly at: Date
  readonly comment: string
  readonly parentId: string | undefined
  readonly visibleBy: readonly string[]
}

/** The parent of a top-level comment, in requests and replies (RFC 9562 section 5.9). */
export const nilId = '00000000-0000-0000-0000-000000000000'

/** Comments on an entity the caller sees, or answers a comment on it that the caller sees. */
export async function comment(
  store: Queryable,
  principal: Principal,
  request: NewComment,
): Promise<Comment> {
  const parentId = checkRequest(request)
  const viewer = toViewer(principal.groups)
  const visibleBy = parseVisibleBy(request.visibleBy, principal)
  const [entity] = await findEntities(store, viewer, [request.entityId])
  if (entity === undefined) throw new AppError('entity_not_found')
  if (parentId !== undefined) {
    const [parent] = await store.query(findParent, [parentId, entity.id, principal.groups])
    if (parent === undefined) throw new AppError('record_not_found', { param: 'parentID' })
  }
  const { userId, alias } = principal
  const groups = request.visibleBy?.length ? visibleBy : defaultGroups(principal, entity)
  const at = new Date()
  const id = newId(at.getTime())
  await store.query(insertComment, [
    id,
    entity.id,
    at,
    userId,
    parentId ?? null,
    request.comment,
    groups,
  ])
  return {
    id,
    entityId: entity.id,
    userId,
    alias,
    at,
    comment: request.comment,
    parentId,
    visibleBy: groups,
  }
}

/** In bytes of UTF-8 (reliability.md 2.7). */
const maxCommentBytes = 65_536

function checkRequest({ entityId, comment: text, parentId }: NewComment): string | undefined {
  parseEntityId(entityId, 'entityID')
  if (text === '') throw new AppError('value_empty', { param: 'comment' })
  if (Buffer.byteLength(text) > maxCommentBytes) {
    const reason = `a comment has at most ${maxCommentBytes} bytes`
    throw new AppError('invalid_request', { reason, param: 'comment' })
  }
  if (parentId === undefined || parentId === nilId) return undefined
  if (isUuid(parentId)) return parentId.toLowerCase()
  throw new AppError('invalid_request', { reason: 'parentID must be a UUID', param: 'parentID' })
}

/** The caller's groups, as far as they see the entity: a default tells nobody else of it. */
function defaultGroups(principal: Principal, entity: Entity): readonly string[] {
  return commonGroups(principal.groups, entity.visibleBy).filter((group) =>
    principal.groups.includes(group),
  )
}

const findParent = defineStatement<{ readonly id: string }>(
  'find-parent-comment',
  'SELECT id FROM comments WHERE id = $1 AND entity_id = $2 AND visible_by && $3::text[]',
)

const insertComment = defineStatement<never>(
  'insert-comment',
  `INSERT INTO comments (id, entity_id, at, user_id, parent_id, comment, visible_by)
   VALUES ($1, $2, $3, $4, $5, $6, $7::text[])`,
)
