import { authAdminUserCreate } from '@windvane/api'
import { toUnixSeconds } from '../../accounts/unix-seconds.ts'
import { defineRoute } from '../../gateway/define-route.ts'

export const authAdminUserCreateRoute = defineRoute(
  authAdminUserCreate,
  async ({ body, principal, context }) => {
    const { userId, keyPair } = await context.accounts.createAccount(principal, {
      alias: body.alias,
      fullName: body.fullName ?? body.alias,
      email: body.email,
      roles: body.roles,
      groups: body.groups ?? [],
      keyName: body.name ?? body.alias,
      days: body.days ?? 365,
    })
    const { keyId: keyID, keyName, apiKey, apiSecret } = keyPair
    const expireAt = toUnixSeconds(keyPair.expireAt)
    return {
      status: 202,
      body: { userID: userId, apiKey, apiSecret, keyID, keyName, expireAt, verified: true },
    }
  },
)
