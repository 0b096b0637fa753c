import { searchHistorySimple } from '@windvane/api'
import { parsePaging, parseSource } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { parseSwitch } from '../parse-switch.ts'
import { toSearchReply } from '../to-search-reply.ts'

export const searchHistorySimpleRoute = defineRoute(
  searchHistorySimple,
  async ({ query, body, principal, context }) => {
    const found = await context.search.simpleHistory(principal, {
      query: body.query,
      accuracy: body.accuracy,
      reputation: body.reputation,
      paging: parsePaging(query),
      source: parseSource(body),
      isExplained: parseSwitch('explain', query.explain, { fallback: false }),
    })
    return toSearchReply(found)
  },
)
