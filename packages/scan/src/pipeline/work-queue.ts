/** Runs pieces of work as they come, so many at a time, in order of coming. */
export class WorkQueue<Item> {
  readonly #width: number
  readonly #work: (item: Item) => Promise<void>
  readonly #onProgress: (done: number, total: number) => void
  readonly #signal: AbortSignal
  #waiting: Item[] = []
  #running = 0
  #done = 0
  #onIdle: (() => void)[] = []

  constructor({ width, work, onProgress, signal }: WorkQueueOptions<Item>) {
    this.#width = width
    this.#work = work
    this.#onProgress = onProgress
    this.#signal = signal
  }

  /** Items that are done, running or waiting. */
  get total(): number {
    return this.#done + this.#running + this.#waiting.length
  }

  get done(): number {
    return this.#done
  }

  add(item: Item): void {
    this.#waiting.push(item)
    this.#startNext()
  }

  /** Forgets what waits and is not to be kept; returns how many that were. */
  drop(isKept: (item: Item) => boolean): number {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter(isKept)
    return before - this.#waiting.length
  }

  /** Resolves when everything added so far is through. */
  async idle(): Promise<void> {
    if (this.#running === 0 && this.#waiting.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onIdle.push(resolve)
    await promise
  }

  #startNext(): void {
    // What still waits when the scan ends is not done: it stays in the total.
    while (this.#running < this.#width && !this.#signal.aborted) {
      const item = this.#waiting.shift()
      if (item === undefined) break
      this.#running += 1
      void this.#work(item).finally(() => this.#finishOne())
    }
    if (this.#running === 0 && (this.#waiting.length === 0 || this.#signal.aborted)) this.#endIdle()
  }

  #finishOne(): void {
    this.#running -= 1
    this.#done += 1
    this.#onProgress(this.#done, this.total)
    this.#startNext()
  }

  #endIdle(): void {
    const waiters = this.#onIdle
    this.#onIdle = []
    for (const resolve of waiters) resolve()
  }
}

export type WorkQueueOptions<Item> = {
  readonly width: number
  /** Never rejects. */
  readonly work: (item: Item) => Promise<void>
  readonly onProgress: (done: number, total: number) => void
  /** Ends the starting of new work; what runs sees to itself. */
  readonly signal: AbortSignal
}
