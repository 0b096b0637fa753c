import { searchSavedSearchTest } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchSavedSearchTestRoute = defineRoute(
  searchSavedSearchTest,
  async ({ params, principal, context }) => ({
    status: 202,
    body: { id: await context.savedSearches.test(principal, params.id) },
  }),
)
