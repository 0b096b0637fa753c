import { feedsChecksum } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toFeedKey } from './to-feed-key.ts'

export const feedsChecksumRoute = defineRoute(feedsChecksum, async ({ query, context }) => {
  const { level, type, name } = query
  if (level === undefined && type === undefined && name === undefined) {
    const feeds = await context.feeds.list()
    const lines = feeds.map(
      ({ md5, level, kind, name }) => `${md5}  level${level}/${kind}/${name}\n`,
    )
    return { status: 200, headers: plainText, file: lines.join('') }
  }
  if (level === undefined || type === undefined || name === undefined) {
    const reason = 'level, type and name go together'
    throw new AppError('invalid_request', { reason })
  }
  const feed = await context.feeds.find(toFeedKey({ level, type, name }))
  if (feed === undefined) throw new AppError('no_results')
  return { status: 200, headers: plainText, file: feed.md5 }
})

const plainText = { 'content-type': 'text/plain; charset=utf-8' }
