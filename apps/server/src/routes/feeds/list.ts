import { feedsList } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const feedsListRoute = defineRoute(feedsList, async ({ context }) => {
  const feeds = await context.feeds.list()
  return {
    status: 200,
    body: feeds.map(({ name, kind, level }) => ({ name, type: kind, accuracy: `level${level}` })),
  }
})
