import { searchWatchlistAlerts } from '@windvane/api'
import { parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toAlertPageBody } from '../to-alert-page-body.ts'

export const searchWatchlistAlertsRoute = defineRoute(
  searchWatchlistAlerts,
  async ({ params, query, principal, context }) => {
    const paging = parsePaging(query)
    const page = await context.watchlists.listAlerts(principal, { id: params.id, paging })
    return { status: 200, body: toAlertPageBody(page, paging) }
  },
)
