import { Worker } from 'node:worker_threads'
import { type ScanEvent } from '@windvane/model'
import { createEventStream, type EventStream } from './event-stream.ts'
import { type EngineOptions, type ScanEngine } from './scan-engine.ts'
import { type FromThread, type ThreadSettings, type ToThread } from './thread-messages.ts'

/**
 * The engine in one thread of its own, so that its work does not hold up the API and the API's does
 * not spoil its measurements. The thread starts with the first scan and ends some time after the
 * last. When it dies every scan in it fails, and the next scan starts another.
 */
export function createScanThread(settings: ThreadSettings): ScanEngine {
  return new ScanThread(settings)
}

/** How long a thread without a scan is kept, as it holds some 60 MB. */
const idleMs = 30_000

/** What a hostile target can make the thread hold (reliability.md T19). */
const maxOldGenerationSizeMb = 256

/** One scan in the thread, as this side knows it. */
type RunningScan = EngineOptions & { readonly stream: EventStream<ScanEvent> }

class ScanThread implements ScanEngine {
  readonly #settings: ThreadSettings
  readonly #running = new Map<number, RunningScan>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #lastScan = 0

  constructor(settings: ThreadSettings) {
    this.#settings = settings
  }

  async *scan(target: string, options: EngineOptions): AsyncIterable<ScanEvent> {
    const { signal } = options
    this.#lastScan += 1
    const scan = this.#lastScan
    const stream = createEventStream<ScanEvent>()
    const cancel = (): void => this.#tell({ kind: 'cancel', scan })
    this.#running.set(scan, { ...options, stream })
    signal.addEventListener('abort', cancel, { once: true })
    try {
      this.#start()
      this.#tell({ kind: 'start', scan, target })
      if (signal.aborted) cancel()
      yield* stream.events
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#running.delete(scan)
      cancel()
      if (this.#running.size === 0) this.#endWhenIdle()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle)
    await this.#worker?.terminate()
  }

  #start(): void {
    clearTimeout(this.#idle)
    if (this.#worker) return
    const worker = new Worker(new URL('scan-thread-main.ts', import.meta.url), {
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb },
    })
    worker.on('message', (message: FromThread) => this.#receive(message))
    worker.on('error', (error) => this.#lose(worker, error))
    worker.on('exit', () => this.#lose(worker, new Error('the scan thread ended')))
    // An idle thread keeps no process alive.
    worker.unref()
    this.#worker = worker
  }

  #tell(message: ToThread): void {
    this.#worker?.postMessage(message, [])
  }

  #receive(message: FromThread): void {
    const running = this.#running.get(message.scan)
    if (message.kind === 'event') running?.stream.push(message.event)
    if (message.kind === 'admit') void this.#admit(message.scan, message.addresses)
    if (message.kind === 'end') running?.stream.end()
    if (message.kind === 'failed') running?.stream.fail(new Error(message.message))
  }

  /** A question that could not be answered lets nothing in: whoever was asked knows why. */
  async #admit(scan: number, addresses: readonly string[]): Promise<void> {
    const refuseAll = (): Readonly<Record<string, string>> =>
      Object.fromEntries(addresses.map((address) => [address, 'could not be asked for']))
    const refusals = await this.#running.get(scan)?.admit(addresses).catch(refuseAll)
    this.#tell({ kind: 'admitted', scan, refusals: refusals ?? refuseAll() })
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { stream } of this.#running.values()) stream.fail(error)
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      const worker = this.#worker
      this.#worker = undefined
      void worker?.terminate()
    }, idleMs)
    this.#idle.unref()
  }
}
