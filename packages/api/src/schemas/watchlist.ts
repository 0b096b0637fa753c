import { watchEvents } from '@windvane/model'
import { type Static, Type } from 'typebox'
import { webhookRequestSchema, webhookSchema } from './webhook.ts'

const reputationSchema = Type.Integer({ minimum: -3, maximum: 3 })

/** One of entity, value, tag, type and cidr; which, the server judges, so that it can say so. */
const watchMembers = {
  entity: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  tag: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  cidr: Type.Optional(Type.String()),
  reputation: Type.Optional(reputationSchema),
  worstReputation: Type.Optional(reputationSchema),
}

export const watchSchema = Type.Object({
  id: Type.String(),
  ...watchMembers,
  events: Type.Array(Type.String()),
})

export const watchlistRequestSchema = Type.Object({
  name: Type.String(),
  watches: Type.Array(
    Type.Object({
      ...watchMembers,
      events: Type.Optional(
        Type.Array(Type.Enum([...watchEvents]), { minItems: 1, maxItems: watchEvents.length }),
      ),
    }),
  ),
  webhook: Type.Optional(webhookRequestSchema),
})

export const watchlistSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  watches: Type.Array(watchSchema),
  webhook: Type.Optional(webhookSchema),
  createdAt: Type.String(),
  updatedAt: Type.String(),
})

/** A watchlist as replies hold it. */
export type WatchlistBody = Static<typeof watchlistSchema>
