import { searchSavedSearchCreate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toSavedSearchBody } from '../to-saved-search-body.ts'

export const searchSavedSearchCreateRoute = defineRoute(
  searchSavedSearchCreate,
  async ({ body, principal, context }) => {
    const saved = await context.savedSearches.create(principal, body)
    return { status: 200, body: toSavedSearchBody(saved, context.webhooks) }
  },
)
