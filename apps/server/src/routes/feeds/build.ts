import { feedsBuild } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const feedsBuildRoute = defineRoute(feedsBuild, async ({ context }) => {
  await context.feeds.requestBuild()
  return { status: 202, body: { message: 'acknowledged' } }
})
