import { Type } from 'typebox'

/** Where to send messages, and with which headers besides our own (contract.md 3.1). */
export const webhookRequestSchema = Type.Object({
  url: Type.String(),
  headers: Type.Optional(Type.Array(Type.Object({ key: Type.String(), value: Type.String() }))),
})

/** A webhook as it is shown: the values of its headers never are. */
export const webhookSchema = Type.Object({
  url: Type.String(),
  headerNames: Type.Array(Type.String()),
})

/** What became of one message. */
export const deliverySchema = Type.Object({
  state: Type.String(),
  dueAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  attempts: Type.Array(
    Type.Object({
      attempt: Type.Integer(),
      at: Type.String(),
      outcome: Type.String(),
      durationMs: Type.Integer(),
    }),
  ),
})
