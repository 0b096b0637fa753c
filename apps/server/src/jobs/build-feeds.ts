import { defineJob } from './define-job.ts'

export const buildFeeds = defineJob({
  kind: 'build-feeds',
  concurrency: 1,
  begin: (context) => context.feeds.requestBuild(),
  handle: (context, job, signal) => context.feeds.build(job, signal),
})
