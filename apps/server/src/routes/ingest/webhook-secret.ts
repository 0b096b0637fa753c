import { ingestWebhookSecret } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestWebhookSecretRoute = defineRoute(
  ingestWebhookSecret,
  async ({ principal, context }) => {
    const [secret] = await context.webhooks.secrets.list(principal.userId)
    if (secret === undefined) throw new AppError('not_found')
    return { status: 200, body: { secret } }
  },
)
