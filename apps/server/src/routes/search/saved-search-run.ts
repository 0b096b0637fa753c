import { searchSavedSearchRun } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseSwitch } from '../parse-switch.ts'
import { toSearchReply } from '../to-search-reply.ts'

export const searchSavedSearchRunRoute = defineRoute(
  searchSavedSearchRun,
  async ({ params, query, principal, context }) => {
    const isExplained = parseSwitch('explain', query.explain, { fallback: false })
    const request = { id: params.id, paging: query, isExplained }
    return toSearchReply(await context.savedSearches.run(principal, request))
  },
)
