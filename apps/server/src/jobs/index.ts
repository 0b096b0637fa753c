import { buildFeeds } from './build-feeds.ts'
import { type JobDefinition } from './define-job.ts'
import { deliverWebhook } from './deliver-webhook.ts'
import { runScan } from './run-scan.ts'

/** Everything a worker does. */
export const jobs: readonly JobDefinition[] = [runScan, deliverWebhook, buildFeeds]
