import { searchSavedSearchAlerts } from '@windvane/api'
import { parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toAlertPageBody } from '../to-alert-page-body.ts'

export const searchSavedSearchAlertsRoute = defineRoute(
  searchSavedSearchAlerts,
  async ({ params, query, principal, context }) => {
    const paging = parsePaging(query)
    const page = await context.savedSearches.listAlerts(principal, { id: params.id, paging })
    return { status: 200, body: toAlertPageBody(page, paging) }
  },
)
