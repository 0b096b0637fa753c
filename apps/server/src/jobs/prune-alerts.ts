import { defineJob } from './define-job.ts'

export const pruneAlerts = defineJob({
  kind: 'prune-alerts',
  concurrency: 1,
  handle: (context, job, signal) => context.alerts.prune(job, signal),
})
