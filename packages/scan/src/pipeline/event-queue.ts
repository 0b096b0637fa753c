/** A queue between a producer that cannot wait and one consumer that iterates. */
export class EventQueue<Event> implements AsyncIterable<Event> {
  #events: Event[] = []
  #isClosed = false
  #wake: (() => void) | undefined

  push(event: Event): void {
    if (this.#isClosed) return
    this.#events.push(event)
    this.#wake?.()
  }

  /** Ends the iteration after what has been pushed so far. */
  close(): void {
    this.#isClosed = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void> {
    for (;;) {
      const events = this.#events
      this.#events = []
      yield* events
      if (this.#events.length > 0) continue
      if (this.#isClosed) return
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
  }
}
