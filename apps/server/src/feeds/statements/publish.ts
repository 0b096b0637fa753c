import { defineStatement, type Transaction } from '../../store/store.ts'
import { type Feed } from '../feed.ts'

/** Serves exactly these feeds from the commit on; those that are served already stay as they are. */
export async function publish(tx: Transaction, feeds: readonly Feed[]): Promise<void> {
  await tx.query(lock)
  await tx.query(retireOthers, [feeds.map(({ id }) => id)])
  await tx.query(insertNew, [JSON.stringify(feeds.map(toRow))])
}

/** Two builds at once must not see each other by half. */
const lock = defineStatement<never>('feed-lock', 'LOCK TABLE feeds IN SHARE ROW EXCLUSIVE MODE')

const retireOthers = defineStatement<never>(
  'feed-retire-others',
  `UPDATE feeds SET retired_at = now() WHERE retired_at IS NULL AND id <> ALL($1::uuid[])`,
)

const insertNew = defineStatement<never>(
  'feed-insert-new',
  `INSERT INTO feeds (id, level, kind, name, content_hash, md5, size_bytes, text_bytes, chunks,
    changed_at)
  SELECT * FROM json_to_recordset($1::json) AS r(id uuid, level smallint, kind text, name text,
    content_hash text, md5 text, size_bytes bigint, text_bytes bigint, chunks integer,
    changed_at timestamptz)
  ON CONFLICT (id) DO UPDATE SET retired_at = NULL WHERE feeds.retired_at IS NOT NULL`,
)

function toRow(feed: Feed): Readonly<Record<string, unknown>> {
  return {
    id: feed.id,
    level: feed.level,
    kind: feed.kind,
    name: feed.name,
    content_hash: feed.contentHash,
    md5: feed.md5,
    size_bytes: feed.sizeBytes,
    text_bytes: feed.textBytes,
    chunks: feed.chunks,
    changed_at: feed.changedAt.toISOString(),
  }
}
