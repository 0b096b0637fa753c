import { rotateWebhookSecret } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const rotateWebhookSecretRoute = defineRoute(
  rotateWebhookSecret,
  async ({ principal, context }) => {
    const secret = await context.webhooks.secrets.rotate(principal.userId)
    return { status: 200, body: { secret } }
  },
)
