import { authKeypairGet } from '@windvane/api'
import { toUnixSeconds } from '../../accounts/unix-seconds.ts'
import { defineRoute } from '../../gateway/define-route.ts'

export const authKeypairGetRoute = defineRoute(authKeypairGet, async ({ credential, context }) => {
  const { keyId, userId, expireAt, ...info } = await context.accounts.keyPairInfo(credential)
  return {
    status: 200,
    body: {
      ...info,
      keyID: keyId,
      userID: userId,
      expireAt: toUnixSeconds(expireAt),
      roles: [...info.roles],
      groups: [...info.groups],
    },
  }
})
