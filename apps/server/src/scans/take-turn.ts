/** Waits until no earlier caller holds the same key; disposing lets the next one in. */
export async function takeTurn(
  turns: Map<string, Promise<void>>,
  key: string,
  signal: AbortSignal,
): Promise<Disposable> {
  const before = turns.get(key)
  const { promise: end, resolve: leave } = Promise.withResolvers<void>()
  const turn = before ? before.then(() => end) : end
  turns.set(key, turn)
  void turn.then(() => turns.get(key) === turn && turns.delete(key))
  if (before) await waitFor(before, signal).catch(giveUp(leave))
  return { [Symbol.dispose]: leave }
}

function giveUp(leave: () => void): (error: unknown) => never {
  return (error) => {
    leave()
    throw error
  }
}

async function waitFor(before: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.race([before, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
