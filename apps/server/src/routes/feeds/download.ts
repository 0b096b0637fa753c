import { feedsDownload } from '@windvane/api'
import { AppError } from '@windvane/model'
import { type Feed } from '../../feeds/feed.ts'
import { defineRoute } from '../../gateway/define-route.ts'
import { isUnchanged } from './is-unchanged.ts'
import { toFeedKey } from './to-feed-key.ts'

export const feedsDownloadRoute = defineRoute(
  feedsDownload,
  async ({ params, headers, context }) => {
    const feed = await context.feeds.find(toFeedKey(params))
    if (feed === undefined) throw new AppError('no_results')
    const isText = headers.accept === 'text/plain'
    const form = isText ? asLines(feed) : asStored(feed)
    if (isUnchanged(form, feed.changedAt, headers)) return { status: 304, headers: form }
    const { feeds } = context
    return {
      status: 200,
      headers: form,
      file: () => (isText ? feeds.readLines(feed) : feeds.read(feed)),
    }
  },
)

type Form = Readonly<Record<string, string>> & { readonly etag: string }

function asStored(feed: Feed): Form {
  const isArchive = feed.kind === 'accumulative'
  return {
    ...common(feed, isArchive ? 'tar.gz' : 'ndjson'),
    etag: `"${feed.md5}"`,
    'content-type': isArchive ? 'application/gzip' : 'application/x-ndjson',
    'content-length': String(feed.sizeBytes),
  }
}

function asLines(feed: Feed): Form {
  return {
    ...common(feed, 'txt'),
    etag: `"${feed.md5}-text"`,
    'content-type': 'text/plain; charset=utf-8',
    ...(feed.kind === 'accumulative' && { 'content-length': String(feed.textBytes) }),
  }
}

/** Kept by whoever likes, but never used without asking whether it is still so. */
function common({ level, kind, name, changedAt }: Feed, extension: string) {
  const fileName = `level${level}-${kind}-${name}.${extension}`
  return {
    'cache-control': 'no-cache',
    'last-modified': changedAt.toUTCString(),
    'content-disposition': `attachment; filename="${fileName}"`,
    vary: 'accept',
  }
}
