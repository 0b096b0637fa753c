import { defineJob } from './define-job.ts'

export const deliverWebhook = defineJob({
  kind: 'deliver-webhook',
  concurrency: 32,
  handle: (context, job, signal) => context.webhooks.deliver(job, signal),
})
