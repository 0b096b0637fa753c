import { searchSavedSearchDelete } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchSavedSearchDeleteRoute = defineRoute(
  searchSavedSearchDelete,
  async ({ params, principal, context }) => {
    await context.savedSearches.delete(principal, params.id)
    return { status: 200, body: { message: 'acknowledged' } }
  },
)
