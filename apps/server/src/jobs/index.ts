import { buildFeeds } from './build-feeds.ts'
import { type JobDefinition } from './define-job.ts'
import { checkSavedSearch } from './check-saved-search.ts'
import { deliverWebhook } from './deliver-webhook.ts'
import { pruneAlerts } from './prune-alerts.ts'
import { runScan } from './run-scan.ts'

/** Everything a worker does. */
export const jobs: readonly JobDefinition[] = [
  runScan,
  deliverWebhook,
  buildFeeds,
  checkSavedSearch,
  pruneAlerts,
]
