import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

import { type PGlite } from '@electric-sql/pglite'

import {
  type EngineBatch,
  type EngineReply,
  type EngineRequest,
  type EngineStart,
} from './engine-protocol.ts'
import { type FsyncCounter, openPglite } from './open-pglite.ts'

/** Answers are sent on at least this often while a batch runs. */
const answerIntervalMs = 1

/**
 * The thread that PGlite runs in, as a query blocks its thread until it is done. Carries the bytes
 * of PostgreSQL's protocol and understands nothing of them but where an answer ends.
 */
async function runEngine(port: NonNullable<typeof parentPort>, start: EngineStart): Promise<void> {
  const fsyncs: FsyncCounter = { calls: 0 }
  const db = await openPglite(start.folder, fsyncs)
  await proveDurability(db, fsyncs)
  const runner = new BatchRunner(db, new BigInt64Array(start.begun), (reply) => send(port, reply))
  port.on('message', (request: EngineRequest) => {
    if (request.kind === 'batch') runner.run(request)
    else void closeEngine(db, port)
  })
  send(port, { kind: 'ready' })
  flushCompileCache()
}

function send(port: NonNullable<typeof parentPort>, reply: EngineReply): void {
  port.postMessage(reply, reply.kind === 'answer' ? [reply.bytes.buffer] : [])
}

/** Commits a record of no meaning and refuses to go on when that made no fsync call. */
async function proveDurability(db: PGlite, fsyncs: FsyncCounter): Promise<void> {
  const callsBefore = fsyncs.calls
  await db.query(`SELECT pg_logical_emit_message(true, 'windvane', 'start')`)
  if (fsyncs.calls > callsBefore) return
  throw new Error('Cannot make commits durable: the database engine made no fsync call')
}

async function closeEngine(db: PGlite, port: NonNullable<typeof parentPort>): Promise<void> {
  await db.close()
  send(port, { kind: 'closed' })
}

class BatchRunner {
  readonly #db: PGlite
  readonly #begun: BigInt64Array<SharedArrayBuffer>
  readonly #send: (reply: EngineReply) => void
  #count = 0n
  #output = new Uint8Array(64 * 1024)
  #length = 0
  #sentAt = 0

  constructor(
    db: PGlite,
    begun: BigInt64Array<SharedArrayBuffer>,
    send: (reply: EngineReply) => void,
  ) {
    this.#db = db
    this.#begun = begun
    this.#send = send
  }

  run({ bytes, ends }: EngineBatch): void {
    this.#sentAt = performance.now()
    let from = 0
    for (const end of ends) {
      this.#runQuery(bytes.subarray(from, end))
      from = end
      if (end !== bytes.length && performance.now() - this.#sentAt > answerIntervalMs) {
        this.#answer(false)
      }
    }
    this.#answer(true)
  }

  #runQuery(message: Uint8Array): void {
    this.#count += 1n
    Atomics.store(this.#begun, 0, this.#count)
    // Runs to its end before it returns: without a sync of the file system nothing in it waits.
    void this.#db.execProtocolRawStream(message, {
      syncToFs: false,
      onRawData: (bytes) => this.#append(bytes),
    })
    if (!this.#endsReady()) throw new Error('The database engine stopped in the middle of a query')
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length
    if (length > this.#output.length) {
      const larger = new Uint8Array(Math.max(length, this.#output.length * 2))
      larger.set(this.#output.subarray(0, this.#length))
      this.#output = larger
    }
    this.#output.set(bytes, this.#length)
    this.#length = length
  }

  /** Every answer ends with ReadyForQuery: 'Z', a length of 5, and a byte of status. */
  #endsReady(): boolean {
    const at = this.#length - 6
    return at >= 0 && this.#output[at] === 0x5a && this.#output[at + 4] === 5
  }

  #answer(isLast: boolean): void {
    const bytes = this.#output.slice(0, this.#length)
    this.#length = 0
    this.#sentAt = performance.now()
    this.#send({ kind: 'answer', bytes, isLast })
  }
}

if (parentPort === null) throw new Error('This file runs as a thread only')
// The store that starts this thread passes exactly this.
await runEngine(parentPort, workerData as EngineStart)
