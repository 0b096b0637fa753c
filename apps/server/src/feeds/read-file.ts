import { type Queryable } from '../store/store.ts'
import { selectChunk } from './statements/chunks.ts'

export type StoredFile = { readonly id: string; readonly chunks: number }

/** The bytes of a file; rejects when it was deleted meanwhile. */
export async function* readFile(
  db: Queryable,
  { id, chunks }: StoredFile,
): AsyncGenerator<Uint8Array> {
  for (let seq = 0; seq < chunks; seq += 1) {
    const [row] = await db.query(selectChunk, [id, seq])
    if (row === undefined) throw new Error('Cannot read a feed: it was replaced too long ago')
    yield row.bytes
  }
}
