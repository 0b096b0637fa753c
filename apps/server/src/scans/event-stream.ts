/** Values pushed on one side, iterated on the other. */
export type EventStream<T> = {
  readonly push: (value: T) => void
  /** The iteration ends after what was pushed. */
  readonly end: () => void
  /** The iteration throws after what was pushed. */
  readonly fail: (error: Error) => void
  /** To be iterated once. */
  readonly events: AsyncIterable<T>
}

export function createEventStream<T>(): EventStream<T> {
  let waiting: T[] = []
  let outcome: { readonly error?: Error } | undefined
  let wake: () => void = () => undefined

  function settle(result: { readonly error?: Error }): void {
    outcome ??= result
    wake()
  }

  async function* iterate(): AsyncIterable<T> {
    for (;;) {
      const values = waiting
      waiting = []
      yield* values
      if (waiting.length > 0) continue
      if (outcome?.error) throw outcome.error
      if (outcome) return
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      await promise
    }
  }

  return {
    push: (value) => {
      waiting.push(value)
      wake()
    },
    end: () => settle({}),
    fail: (error) => settle({ error }),
    events: iterate(),
  }
}
