import { Type } from 'typebox'

/** What names a feed; `name` is an entity type, and one that has no feed is no mistake. */
export const feedMembers = {
  level: Type.Enum(['level1', 'level2', 'level3']),
  type: Type.Enum(['accumulative', 'daily']),
  name: Type.String(),
}
