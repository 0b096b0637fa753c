import { searchEntitiesAdvanced } from '@windvane/api'
import { parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseSwitch } from '../parse-switch.ts'
import { toSearchReply } from '../to-search-reply.ts'

export const searchEntitiesAdvancedRoute = defineRoute(
  searchEntitiesAdvanced,
  async ({ query, body, principal, context }) => {
    const paging = parsePaging(query, { minLimit: 0 })
    const isExplained = parseSwitch('explain', query.explain, { fallback: false })
    return toSearchReply(await context.search.advanced(principal, { body, paging, isExplained }))
  },
)
