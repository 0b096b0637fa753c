import { once } from 'node:events'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'

import { type EngineReply, type EngineRequest } from './engine-protocol.ts'

export type EngineEvents = {
  readonly onAnswer: (bytes: Buffer) => void
  /** The thread ended without being asked to. */
  readonly onCrash: (cause: unknown) => void
}

/** One batch runs while the next is under way, so that the thread need not wait for this one. */
const batchesInFlight = 2

/** Ending the thread without a proper close costs only a recovery at the next start. */
const closeTimeoutMs = 10_000

/** The database's thread, seen from the thread of the server. */
export class Engine {
  readonly #worker: Worker
  readonly #begun = new BigInt64Array(new SharedArrayBuffer(8))
  readonly #events: EngineEvents
  #chunks: Uint8Array[] = []
  #length = 0
  #ends: number[] = []
  #inFlight = 0
  #isScheduled = false
  #isEnding = false

  constructor(folder: string, events: EngineEvents) {
    this.#events = events
    this.#worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {
      workerData: { folder, begun: this.#begun.buffer },
      // The flags of the process, such as --eval, are not meant for this file.
      execArgv: [],
      env: threadVariables(),
    })
  }

  /** Resolves when the database is open, its recovery done. */
  async open(): Promise<void> {
    await once(this.#worker, 'message')
    this.#worker.on('message', (reply: EngineReply) => this.#receive(reply))
    this.#worker.on('error', (error) => this.#crash(error))
    this.#worker.on('exit', () => this.#crash('the thread ended'))
  }

  /** How many queries the thread has begun: right even after its end. */
  get begun(): number {
    return Number(Atomics.load(this.#begun, 0))
  }

  /** Adds the messages of one query, in order; they leave with the next batch. */
  send(messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      this.#chunks.push(message)
      this.#length += message.length
    }
    this.#ends.push(this.#length)
    if (this.#inFlight < batchesInFlight) this.#schedule()
  }

  /** Lets queries end, writes what is in memory to disk, and ends the thread. */
  async close(): Promise<void> {
    if (this.#ends.length > 0) this.#sendBatch()
    this.#isEnding = true
    const timer = setTimeout(() => void this.#worker.terminate(), closeTimeoutMs)
    this.#post({ kind: 'close' })
    await once(this.#worker, 'exit')
    clearTimeout(timer)
  }

  /** Ends the thread at once, in the middle of a query. */
  async terminate(): Promise<void> {
    this.#isEnding = true
    await this.#worker.terminate()
  }

  /** Waits for what else this turn of the event loop brings: a batch of many costs one message. */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      if (this.#ends.length > 0 && !this.#isEnding) this.#sendBatch()
    })
  }

  #sendBatch(): void {
    const bytes = new Uint8Array(this.#length)
    let offset = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset)
      offset += chunk.length
    }
    this.#inFlight += 1
    this.#post({ kind: 'batch', bytes, ends: this.#ends })
    this.#chunks = []
    this.#ends = []
    this.#length = 0
  }

  #post(request: EngineRequest): void {
    this.#worker.postMessage(request, request.kind === 'batch' ? [request.bytes.buffer] : [])
  }

  #receive(reply: EngineReply): void {
    if (reply.kind === 'closed') void this.#worker.terminate()
    if (reply.kind !== 'answer') return
    if (reply.isLast) {
      this.#inFlight -= 1
      if (this.#ends.length > 0) this.#schedule()
    }
    const { buffer, byteOffset, byteLength } = reply.bytes
    this.#events.onAnswer(Buffer.from(buffer, byteOffset, byteLength))
  }

  #crash(cause: unknown): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#events.onCrash(cause)
  }
}

/** Nothing of the process's environment but where compiled code is kept, if it is. */
function threadVariables(): Record<string, string> {
  // Node appends a folder of its own to the one that it was given.
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}
