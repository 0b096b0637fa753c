import { searchEntitiesSimple } from '@windvane/api'
import { AppError, parsePaging, parseSource } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchEntitiesSimpleRoute = defineRoute(
  searchEntitiesSimple,
  async ({ query, body, principal, context }) => {
    const page = await context.search.simple(principal, {
      query: body.query,
      accuracy: body.accuracy,
      reputation: body.reputation,
      paging: parsePaging(query),
      source: parseSource(body),
    })
    if (page.items === 0) throw new AppError('no_results')
    return { status: 200, body: page }
  },
)
