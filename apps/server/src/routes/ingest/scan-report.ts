import { ingestScanReport } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestScanReportRoute = defineRoute(
  ingestScanReport,
  async ({ params, principal, context }) => ({
    status: 200,
    document: await context.scans.report(principal, params.id),
  }),
)
