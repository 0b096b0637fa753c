import { searchSavedSearchRun } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toSearchReply } from '../to-search-reply.ts'

export const searchSavedSearchRunRoute = defineRoute(
  searchSavedSearchRun,
  async ({ params, query, principal, context }) => {
    const isExplained = query.explain === '1'
    const request = { id: params.id, paging: query, isExplained }
    return toSearchReply(await context.savedSearches.run(principal, request))
  },
)
