import { Worker } from 'node:worker_threads'
import { type ScanEvent } from '@windvane/model'
import { createEventStream, type EventStream } from './event-stream.ts'
import { type ScanEngine } from './scan-engine.ts'
import { type FromThread, type ThreadSettings, type ToThread } from './thread-messages.ts'

/**
 * The engine in one thread of its own, so that its work does not hold up the API and the API's does
 * not spoil its measurements. The thread starts with the first scan. When it dies every scan in it
 * fails, and the next scan starts another.
 */
export function createScanThread(settings: ThreadSettings): ScanEngine {
  const streams = new Map<number, EventStream<ScanEvent>>()
  let worker: Worker | undefined
  let lastScan = 0

  function getWorker(): Worker {
    worker ??= startWorker(settings, { onMessage, onEnd })
    return worker
  }

  function onMessage(message: FromThread): void {
    const stream = streams.get(message.scan)
    if (message.kind === 'event') stream?.push(message.event)
    if (message.kind === 'end') stream?.end()
    if (message.kind === 'failed') stream?.fail(new Error(message.message))
  }

  function onEnd(error: Error): void {
    worker = undefined
    for (const stream of streams.values()) stream.fail(error)
  }

  async function* scan(
    target: string,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncIterable<ScanEvent> {
    lastScan += 1
    const id = lastScan
    const stream = createEventStream<ScanEvent>()
    streams.set(id, stream)
    const cancel = (): void => tell(worker, { kind: 'cancel', scan: id })
    signal.addEventListener('abort', cancel, { once: true })
    try {
      tell(getWorker(), { kind: 'start', scan: id, target })
      if (signal.aborted) cancel()
      yield* stream.events
    } finally {
      signal.removeEventListener('abort', cancel)
      streams.delete(id)
      cancel()
    }
  }

  return Object.freeze({
    scan,
    async [Symbol.asyncDispose]() {
      await worker?.terminate()
    },
  } satisfies ScanEngine)
}

function tell(worker: Worker | undefined, message: ToThread): void {
  worker?.postMessage(message, [])
}

type ThreadListeners = {
  readonly onMessage: (message: FromThread) => void
  readonly onEnd: (error: Error) => void
}

/** What a hostile target can make the thread hold (reliability.md T19). */
const maxOldGenerationSizeMb = 256

function startWorker(settings: ThreadSettings, { onMessage, onEnd }: ThreadListeners): Worker {
  const worker = new Worker(new URL('scan-thread-main.ts', import.meta.url), {
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb },
  })
  worker.on('message', onMessage)
  worker.on('error', onEnd)
  worker.on('exit', () => onEnd(new Error('the scan thread ended')))
  // An idle thread keeps no process alive.
  worker.unref()
  return worker
}
