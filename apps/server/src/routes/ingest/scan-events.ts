import { ingestScanEvents } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestScanEventsRoute = defineRoute(
  ingestScanEvents,
  async ({ params, headers, principal, context }) => {
    const place = { id: params.id, after: Number(headers['last-event-id'] ?? 0) }
    return { status: 200, events: await context.scans.follow(principal, place) }
  },
)
