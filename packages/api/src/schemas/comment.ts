import { Type } from 'typebox'

/** A comment under both spellings of its members (contract.md 4.6). */
export const commentSchema = Type.Object({
  id: Type.String(),
  entityID: Type.String(),
  entityId: Type.String(),
  comment: Type.String(),
  content: Type.String(),
  userID: Type.String(),
  author: Type.String(),
  authorName: Type.String(),
  /** The nil UUID on a top-level comment. */
  parentID: Type.String(),
  /** `null` on a top-level comment. */
  parentId: Type.Union([Type.String(), Type.Null()]),
  '@timestamp': Type.String(),
  createdAt: Type.String(),
  visibleBy: Type.Array(Type.String()),
})
