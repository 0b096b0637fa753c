import { authAdminUserSessionCreate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const authAdminUserSessionCreateRoute = defineRoute(
  authAdminUserSessionCreate,
  async ({ params, body, principal, client, context }) => {
    const session = await context.accounts.openSession(principal, {
      userId: params.id,
      kind: body.kind ?? 'standard',
      ...client,
    })
    return { status: 202, body: { bearer: session.bearer, sessionID: session.sessionId } }
  },
)
