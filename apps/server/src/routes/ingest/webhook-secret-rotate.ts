import { ingestWebhookSecretRotate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestWebhookSecretRotateRoute = defineRoute(
  ingestWebhookSecretRotate,
  async ({ principal, context }) => {
    const secret = await context.webhooks.secrets.rotate(principal.userId)
    return { status: 200, body: { secret } }
  },
)
