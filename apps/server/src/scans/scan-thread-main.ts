import { parentPort, workerData } from 'node:worker_threads'
import { createScope, scan } from '@windvane/scan'
import { type FromThread, type ThreadSettings, type ToThread } from './thread-messages.ts'

// The thread's own side of scan-thread.ts: runs the scans it is told to and posts what they see.

// Only scan-thread.ts starts this file, with these settings.
const settings = workerData as ThreadSettings
const running = new Map<number, AbortController>()
const scope = createScope({
  privateAddresses: settings.privateAddresses === 'accept' ? 'allow' : 'refuse',
  deny: settings.deny,
})

// A scan makes many sockets that fail; their stack traces are a sixth of its time.
Error.stackTraceLimit = 0

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'cancel') running.get(message.scan)?.abort()
  else void run(message.scan, message.target)
})

async function run(id: number, target: string): Promise<void> {
  const cancel = new AbortController()
  running.set(id, cancel)
  const { profile, ports } = settings
  try {
    for await (const event of scan(target, { profile, ports, scope, signal: cancel.signal })) {
      post({ kind: 'event', scan: id, event })
    }
    post({ kind: 'end', scan: id })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    post({ kind: 'failed', scan: id, message })
  } finally {
    running.delete(id)
  }
}

function post(message: FromThread): void {
  parentPort?.postMessage(message, [])
}
