import { searchSavedSearchRun } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchSavedSearchRunRoute = defineRoute(
  searchSavedSearchRun,
  async ({ params, query, principal, context }) => {
    const page = await context.savedSearches.run(principal, { id: params.id, paging: query })
    if (page.items === 0 && page.aggregations === undefined) throw new AppError('no_results')
    return { status: 200, body: page }
  },
)
