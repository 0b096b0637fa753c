import { searchSavedSearchList } from '@windvane/api'
import { countPages, parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toSavedSearchBody } from '../to-saved-search-body.ts'

export const searchSavedSearchListRoute = defineRoute(
  searchSavedSearchList,
  async ({ query, principal, context }) => {
    const paging = parsePaging(query)
    const { total, searches } = await context.savedSearches.list(principal, paging)
    return {
      status: 200,
      body: {
        items: total,
        pages: countPages(total, paging.limit),
        results: searches.map((saved) => toSavedSearchBody(saved, context.webhooks)),
      },
    }
  },
)
