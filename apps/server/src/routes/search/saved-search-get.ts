import { searchSavedSearchGet } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toSavedSearchBody } from '../to-saved-search-body.ts'

export const searchSavedSearchGetRoute = defineRoute(
  searchSavedSearchGet,
  async ({ params, principal, context }) => {
    const saved = await context.savedSearches.get(principal, params.id)
    return { status: 200, body: toSavedSearchBody(saved, context.webhooks) }
  },
)
