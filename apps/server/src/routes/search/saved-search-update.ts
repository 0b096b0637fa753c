import { searchSavedSearchUpdate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toSavedSearchBody } from '../to-saved-search-body.ts'

export const searchSavedSearchUpdateRoute = defineRoute(
  searchSavedSearchUpdate,
  async ({ params, body, principal, context }) => {
    const { id } = params
    const saved = await context.savedSearches.update(principal, { id, request: body })
    return { status: 200, body: toSavedSearchBody(saved, context.webhooks) }
  },
)
