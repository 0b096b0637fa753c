import { type Static, Type } from 'typebox'
import { advancedSearchSchema, simpleSearchSchema } from './search.ts'
import { webhookRequestSchema, webhookSchema } from './webhook.ts'

/** A simple or an advanced search as its own route takes it; which of them, the server judges. */
const searchMembers = {
  simple: Type.Optional(simpleSearchSchema),
  advanced: Type.Optional(advancedSearchSchema),
  /** What a run takes that names nothing else. */
  parameters: Type.Optional(
    Type.Object({
      limit: Type.Optional(Type.Integer()),
      sort: Type.Optional(Type.String()),
      order: Type.Optional(Type.String()),
    }),
  ),
}

export const savedSearchRequestSchema = Type.Object({
  name: Type.String(),
  ...searchMembers,
  /** Whether new hits are told. */
  alert: Type.Optional(Type.Boolean()),
  webhook: Type.Optional(webhookRequestSchema),
})

export const savedSearchSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  ...searchMembers,
  alert: Type.Boolean(),
  webhook: Type.Optional(webhookSchema),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  /** When new hits were last looked for. */
  checkedAt: Type.Optional(Type.String()),
  /** Why the last look found out nothing. */
  problem: Type.Optional(Type.String()),
})

/** A saved search as replies hold it. */
export type SavedSearchBody = Static<typeof savedSearchSchema>
