import { defineJob } from './define-job.ts'

export const checkSavedSearch = defineJob({
  kind: 'check-saved-search',
  concurrency: 2,
  handle: (context, job) => context.savedSearches.check(job),
})
