import { createHash } from 'node:crypto'
import { newId } from '../store/new-id.ts'
import { type Queryable } from '../store/store.ts'
import { deleteFile, insertChunk } from './statements/chunks.ts'

/** A file in the database, complete and not yet served. */
export type WrittenFile = {
  readonly id: string
  readonly sizeBytes: number
  readonly chunks: number
  readonly md5: string
  readonly sha256: string
}

const chunkBytes = 131_072

/** Writes a file into the database chunk by chunk, so that one chunk of it is in memory. */
export class FileWriter {
  readonly id = newId()
  readonly #db: Queryable
  readonly #md5 = createHash('md5')
  readonly #sha256 = createHash('sha256')
  #pieces: Buffer[] = []
  #waitingBytes = 0
  #sizeBytes = 0
  #chunks = 0

  constructor(db: Queryable) {
    this.#db = db
  }

  async write(piece: Buffer): Promise<void> {
    this.#pieces.push(piece)
    this.#waitingBytes += piece.length
    if (this.#waitingBytes >= chunkBytes) await this.#flush()
  }

  async end(): Promise<WrittenFile> {
    await this.#flush()
    return {
      id: this.id,
      sizeBytes: this.#sizeBytes,
      chunks: this.#chunks,
      md5: this.#md5.digest('hex'),
      sha256: this.#sha256.digest('hex'),
    }
  }

  async discard(): Promise<void> {
    if (this.#chunks > 0) await this.#db.query(deleteFile, [this.id])
  }

  async #flush(): Promise<void> {
    if (this.#waitingBytes === 0) return
    const bytes = Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#waitingBytes = 0
    this.#md5.update(bytes)
    this.#sha256.update(bytes)
    for (let from = 0; from < bytes.length; from += chunkBytes) {
      const chunk = bytes.subarray(from, from + chunkBytes)
      await this.#db.query(insertChunk, [this.id, this.#chunks, chunk])
      this.#chunks += 1
    }
    this.#sizeBytes += bytes.length
  }
}
