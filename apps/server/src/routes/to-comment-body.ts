import { type Comment, nilId } from '../entities/comment.ts'

/** A comment under both spellings of its members (contract.md 4.6). */
export function toCommentBody(comment: Comment) {
  const at = comment.at.toISOString()
  return {
    id: comment.id,
    entityID: comment.entityId,
    entityId: comment.entityId,
    comment: comment.comment,
    content: comment.comment,
    userID: comment.userId,
    author: comment.userId,
    authorName: comment.alias,
    parentID: comment.parentId ?? nilId,
    parentId: comment.parentId ?? null,
    '@timestamp': at,
    createdAt: at,
    visibleBy: [...comment.visibleBy],
  }
}
