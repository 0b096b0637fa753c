/** How the user ends a scan. */
export type Interrupt = Disposable & {
  readonly signal: AbortSignal
  /** Ends the scan as the first Ctrl-C does. */
  readonly end: () => void
}

/**
 * The first Ctrl-C, SIGTERM or hang-up aborts the signal, so that what was found can be told; a
 * second Ctrl-C ends the process with 130.
 */
export function createInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController()
  let firstAt: number | undefined

  function end(): void {
    if (firstAt !== undefined) return
    firstAt = performance.now()
    onFirst()
    controller.abort()
  }

  function onSignal(signal: NodeJS.Signals): void {
    const isSecond = firstAt !== undefined && performance.now() - firstAt > sameKeyMs
    if (isSecond && signal === 'SIGINT') process.exit(130)
    end()
  }

  for (const name of signals) process.on(name, onSignal)
  return {
    signal: controller.signal,
    end,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, onSignal)
    },
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

// One key reaches the whole process group, so the launcher's copy of it comes right after.
const sameKeyMs = 250
