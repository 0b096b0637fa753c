import { type Static, Type } from 'typebox'
import { entitySchema } from './entity.ts'
import { watchSchema } from './watchlist.ts'
import { deliverySchema } from './webhook.ts'

const sourceSchema = Type.Object({ id: Type.String(), name: Type.String() })

/** An alert as the webhook sends it, and what became of that message. */
const alertSchema = Type.Object({
  type: Type.String(),
  id: Type.String(),
  time: Type.String(),
  watchlist: Type.Optional(sourceSchema),
  savedSearch: Type.Optional(sourceSchema),
  watch: Type.Optional(watchSchema),
  event: Type.String(),
  entity: Type.Optional(entitySchema),
  previous: Type.Optional(
    Type.Object({ reputation: Type.Integer(), worstReputation: Type.Integer() }),
  ),
  related: Type.Optional(Type.Array(Type.String())),
  delivery: Type.Optional(deliverySchema),
})

/** An alert as replies hold it. */
export type AlertBody = Static<typeof alertSchema>

export const alertPageSchema = Type.Object({
  items: Type.Integer(),
  pages: Type.Integer(),
  results: Type.Array(alertSchema),
})
