import { defineJob } from './define-job.ts'

export const runScan = defineJob({
  kind: 'run-scan',
  concurrency: 4,
  handle: (context, job, signal) => context.scans.run(job, signal),
})
