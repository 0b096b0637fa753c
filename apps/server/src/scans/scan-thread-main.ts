import { parentPort, workerData } from 'node:worker_threads'
import { createScope, createSharedLimits, scan } from '@windvane/scan'
import { openNeverList } from './never-list-file.ts'
import { type FromThread, type ThreadSettings, type ToThread } from './thread-messages.ts'

// The thread's own side of scan-thread.ts: runs the scans it is told to and posts what they see.

// Only scan-thread.ts starts this file, with these settings.
const settings = workerData as ThreadSettings
const { neverFile, profile, ports, udp, deadlineMs, userAgent, trustAnchors } = settings
const running = new Map<number, RunningScan>()
const scope = createScope({
  privateAddresses: settings.privateAddresses === 'accept' ? 'allow' : 'refuse',
  deny: settings.deny,
  ...(neverFile !== undefined && { never: openNeverList(neverFile, { atStart: 'lenient' }) }),
})
const shared = createSharedLimits(settings)

// A scan makes many sockets that fail; their stack traces are a sixth of its time.
Error.stackTraceLimit = 0

parentPort?.on('message', (message: ToThread) => {
  const scan = running.get(message.scan)
  if (message.kind === 'cancel') scan?.cancel.abort()
  if (message.kind === 'admitted') scan?.admission.resolve(message.refusals)
  if (message.kind === 'start') void run(message.scan, message.target)
})

type RunningScan = {
  readonly cancel: AbortController
  readonly admission: PromiseWithResolvers<Readonly<Record<string, string>>>
}

async function run(id: number, target: string): Promise<void> {
  const cancel = new AbortController()
  const admission = Promise.withResolvers<Readonly<Record<string, string>>>()
  running.set(id, { cancel, admission })
  const options = {
    profile,
    ports,
    udp,
    deadlineMs,
    trustAnchors,
    scope,
    shared,
    ...(userAgent !== undefined && { userAgent }),
    admit: (addresses: readonly string[]) => {
      post({ kind: 'admit', scan: id, addresses })
      return admission.promise
    },
    signal: cancel.signal,
  }
  try {
    for await (const event of scan(target, options)) post({ kind: 'event', scan: id, event })
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
