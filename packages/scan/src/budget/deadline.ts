/**
 * Creates a signal that ends with its parent, after a time, or by hand, whichever comes first. A
 * signal that ended by time has a `TimeoutError` as its reason. Dispose it when the work is over.
 */
export function createDeadline(timeoutMs: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController()
  const end = (reason: unknown) => {
    dispose()
    controller.abort(reason)
  }
  const onParent = () => end(parent?.reason)
  const timer = setTimeout(() => end(timeoutError(timeoutMs)), timeoutMs)
  const dispose = () => {
    clearTimeout(timer)
    parent?.removeEventListener('abort', onParent)
  }
  if (parent?.aborted === true) onParent()
  parent?.addEventListener('abort', onParent, { once: true })
  return { signal: controller.signal, end, [Symbol.dispose]: dispose }
}

/** One node of the tree of deadlines: run, stage, port, connection. */
export type Deadline = Disposable & {
  readonly signal: AbortSignal
  readonly end: (reason: unknown) => void
}

/** Whether a signal ended because time was up, its own or that of a deadline above. */
export function isTimeUp(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
}

function timeoutError(timeoutMs: number): DOMException {
  return new DOMException(`Time is up after ${timeoutMs} ms`, 'TimeoutError')
}
