import { ingestScanWebhooks } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestScanWebhooksRoute = defineRoute(
  ingestScanWebhooks,
  async ({ params, principal, context }) => {
    const task = await context.scans.find(principal, params.id)
    if (!task) throw new AppError('not_found')
    const webhooks = await context.webhooks.list(principal, task.id)
    return { status: 200, body: { webhooks: [...webhooks] } }
  },
)
