import { defineStatement } from '../../store/store.ts'

export const insertChunk = defineStatement<never>(
  'feed-insert-chunk',
  'INSERT INTO feed_chunks (file_id, seq, bytes) VALUES ($1, $2, $3)',
)

export const selectChunk = defineStatement<{ readonly bytes: Buffer }>(
  'feed-select-chunk',
  'SELECT bytes FROM feed_chunks WHERE file_id = $1 AND seq = $2',
)

export const deleteFile = defineStatement<never>(
  'feed-delete-file',
  'DELETE FROM feed_chunks WHERE file_id = $1',
)

/** Files that a build began before `$1` and never finished; ids of files begin with their time. */
export const deleteAbandoned = defineStatement<never>(
  'feed-delete-abandoned',
  `DELETE FROM feed_chunks c
  WHERE c.file_id < $1::uuid AND NOT EXISTS (SELECT 1 FROM feeds f WHERE f.id = c.file_id)`,
)

export const deleteRetired = defineStatement<never>(
  'feed-delete-retired',
  `WITH old AS (DELETE FROM feeds WHERE retired_at < now() - $1 * interval '1 ms' RETURNING id)
  DELETE FROM feed_chunks WHERE file_id IN (SELECT id FROM old)`,
)
