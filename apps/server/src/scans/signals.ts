/**
 * Tells within this process that something about a scan has changed; what, the database says. Other
 * processes hear nothing and look now and then.
 */
export type Signals = {
  readonly tell: (scanId: string) => void
  /** Calls the listener until it is disposed. */
  readonly listen: (scanId: string, listener: () => void) => Disposable
}

export function createSignals(): Signals {
  const listeners = new Map<string, Set<() => void>>()
  return {
    tell: (scanId) => {
      for (const listener of listeners.get(scanId) ?? []) listener()
    },
    listen: (scanId, listener) => {
      const own = listeners.get(scanId) ?? new Set()
      listeners.set(scanId, own.add(listener))
      return {
        [Symbol.dispose]: () => {
          own.delete(listener)
          if (own.size === 0 && listeners.get(scanId) === own) listeners.delete(scanId)
        },
      }
    },
  }
}
