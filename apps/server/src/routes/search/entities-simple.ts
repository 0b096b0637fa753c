import { searchEntitiesSimple } from '@windvane/api'
import { parsePaging, parseSource } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toSearchReply } from '../to-search-reply.ts'

export const searchEntitiesSimpleRoute = defineRoute(
  searchEntitiesSimple,
  async ({ query, body, principal, context }) => {
    const found = await context.search.simple(principal, {
      query: body.query,
      accuracy: body.accuracy,
      reputation: body.reputation,
      paging: parsePaging(query),
      source: parseSource(body),
      isExplained: query.explain === '1',
    })
    return toSearchReply(found)
  },
)
