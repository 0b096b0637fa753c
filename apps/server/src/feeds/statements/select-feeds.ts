import { defineStatement, type Queryable } from '../../store/store.ts'
import { type Feed, type FeedKey, type FeedKind, type FeedLevel } from '../feed.ts'

/** The feeds that are served, by name, level and kind. */
export async function selectFeeds(db: Queryable): Promise<readonly Feed[]> {
  return (await db.query(all)).map(toFeed)
}

export async function selectFeed(db: Queryable, key: FeedKey): Promise<Feed | undefined> {
  const [row] = await db.query(one, [key.level, key.kind, key.name])
  return row && toFeed(row)
}

type FeedRow = {
  readonly id: string
  readonly level: FeedLevel
  readonly kind: FeedKind
  readonly name: string
  readonly content_hash: string
  readonly md5: string
  readonly size_bytes: string
  readonly text_bytes: string
  readonly chunks: number
  readonly changed_at: Date
}

const columns =
  'id, level, kind, name, content_hash, md5, size_bytes, text_bytes, chunks, changed_at'

const all = defineStatement<FeedRow>(
  'feed-select-all',
  `SELECT ${columns} FROM feeds WHERE retired_at IS NULL ORDER BY name COLLATE "C", level, kind`,
)

const one = defineStatement<FeedRow>(
  'feed-select-one',
  `SELECT ${columns} FROM feeds
  WHERE level = $1 AND kind = $2 AND name = $3 AND retired_at IS NULL`,
)

function toFeed(row: FeedRow): Feed {
  return {
    id: row.id,
    level: row.level,
    kind: row.kind,
    name: row.name,
    contentHash: row.content_hash,
    md5: row.md5,
    sizeBytes: Number(row.size_bytes),
    textBytes: Number(row.text_bytes),
    chunks: row.chunks,
    changedAt: row.changed_at,
  }
}
