/**
 * A queue between a producer that cannot wait and one consumer that iterates. Written out instead of
 * as generators: a scan tells up to 65,535 events per address, and each layer costs microtasks.
 */
export class EventQueue<Event> implements AsyncIterableIterator<Event, undefined> {
  readonly #onLeave: () => Promise<void>
  #events: Event[] = []
  #next = 0
  #isClosed = false
  #failure: unknown
  #wake: (() => void) | undefined

  /** `onLeave` is called and waited for when the consumer stops before the end. */
  constructor(onLeave: () => Promise<void>) {
    this.#onLeave = onLeave
  }

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

  /** Ends the iteration by throwing, after what has been pushed so far. */
  fail(error: unknown): void {
    this.#failure = error
    this.close()
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    while (this.#next >= this.#events.length) {
      this.#events = []
      this.#next = 0
      if (this.#failure !== undefined) throw this.#failure
      if (this.#isClosed) return { done: true, value: undefined }
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
    // The index was just compared; an event may itself be undefined as far as the types know.
    return { done: false, value: this.#events[this.#next++] as Event }
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.#isClosed = true
    this.#events = []
    await this.#onLeave()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
