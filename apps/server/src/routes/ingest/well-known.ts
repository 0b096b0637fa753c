import { ingestWellKnown } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestWellKnownRoute = defineRoute(
  ingestWellKnown,
  async ({ body, principal, context }) => {
    await context.entities.markWellKnown(principal, body)
    return { status: 202, body: { message: 'acknowledged' } }
  },
)
