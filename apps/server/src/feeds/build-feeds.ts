import { entityTypes } from '@windvane/model'
import { type Queryable } from '../store/store.ts'
import { type Feed, type FeedKey, feedKinds, feedLevels } from './feed.ts'
import { FileWriter, type WrittenFile } from './file-writer.ts'
import { isOneLine } from './is-one-line.ts'
import { packFile } from './pack-file.ts'
import { readFile } from './read-file.ts'
import { type MaliciousEntity, readMalicious } from './statements/read-malicious.ts'
import { selectFeeds } from './statements/select-feeds.ts'

const dayMs = 86_400_000

/**
 * Writes every feed that there is something for, and gives them all, those without a change as they
 * were. Nothing is served of it yet.
 */
export async function buildFeeds(db: Queryable, signal: AbortSignal): Promise<readonly Feed[]> {
  const at = new Date()
  const served = await selectFeeds(db)
  const feeds: Feed[] = []
  for (const { type } of entityTypes) {
    const drafts = await draftFeeds(db, { type, at, signal })
    for (const draft of drafts) feeds.push(await finishFeed(db, { draft, served, at }))
  }
  return feeds
}

/** A feed whose lines are being written. */
type Draft = { readonly key: FeedKey; readonly writer: FileWriter }

/** One pass over the entities of a type fills all its feeds. */
async function draftFeeds(
  db: Queryable,
  { type, at, signal }: { readonly type: string; readonly at: Date; readonly signal: AbortSignal },
): Promise<readonly Draft[]> {
  const drafts = new Map<string, Draft>()
  const changedSince = new Date(at.getTime() - dayMs)
  for await (const entities of readMalicious(db, { type, changedSince, signal })) {
    for (const level of feedLevels) {
      const visible = entities.filter(({ accuracy }) => accuracy >= level)
      for (const kind of feedKinds) {
        const lines = visible.flatMap((entity) => toLine[kind](entity) ?? []).join('')
        if (lines === '') continue
        const key = { level, kind, name: type }
        const draft = drafts.get(`${level} ${kind}`) ?? { key, writer: new FileWriter(db) }
        drafts.set(`${level} ${kind}`, draft)
        await draft.writer.write(Buffer.from(lines))
      }
    }
  }
  return [...drafts.values()]
}

const toLine = {
  accumulative: ({ value }: MaliciousEntity) => (isOneLine(value) ? `${value}\n` : undefined),
  daily: ({ entity }: MaliciousEntity) =>
    entity === undefined ? undefined : `${JSON.stringify(entity)}\n`,
}

type Finishing = { readonly draft: Draft; readonly served: readonly Feed[]; readonly at: Date }

async function finishFeed(
  db: Queryable,
  { draft: { key, writer }, served, at }: Finishing,
): Promise<Feed> {
  const lines = await writer.end()
  const before = served.find((feed) => isSameKey(feed, key))
  if (before?.contentHash === lines.sha256) {
    await writer.discard()
    return before
  }
  const file = key.kind === 'accumulative' ? await pack(db, key, lines) : lines
  if (file !== lines) await writer.discard()
  return {
    ...key,
    id: file.id,
    md5: file.md5,
    sizeBytes: file.sizeBytes,
    chunks: file.chunks,
    changedAt: at,
    contentHash: lines.sha256,
    textBytes: lines.sizeBytes,
  }
}

/** The lines are written first and packed then: an archive begins with the size of its member. */
async function pack(db: Queryable, { name }: FeedKey, lines: WrittenFile): Promise<WrittenFile> {
  const archive = new FileWriter(db)
  const read = () => readFile(db, lines)
  const member = { name: `${name}.txt`, sizeBytes: lines.sizeBytes, read }
  await packFile(member, (bytes) => archive.write(bytes))
  return archive.end()
}

function isSameKey(a: FeedKey, b: FeedKey): boolean {
  return a.level === b.level && a.kind === b.kind && a.name === b.name
}
