/** Lets so many through at once, those in a hurry first. */
export class Gate {
  readonly #width: number
  #places: number
  #isNarrow = false
  #isClosed = false
  readonly #hurried: ((isLetIn: boolean) => void)[] = []
  readonly #others: ((isLetIn: boolean) => void)[] = []

  constructor(width: number) {
    this.#width = width
    this.#places = width
  }

  /** Resolves to whether one may go in; who was let in must leave. */
  async enter(isHurried: boolean): Promise<boolean> {
    if (this.#isClosed) return false
    if (this.#places > 0) {
      this.#places -= 1
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    ;(isHurried ? this.#hurried : this.#others).push(resolve)
    return await promise
  }

  leave(): void {
    if (this.#places < 0) {
      this.#places += 1
      return
    }
    const next = this.#hurried.shift() ?? this.#others.shift()
    if (next) next(true)
    else this.#places += 1
  }

  /** From now on lets one through at a time; who is in stays. */
  narrow(): void {
    if (!this.#isNarrow) this.#places -= this.#width - 1
    this.#isNarrow = true
  }

  /** Sends everybody away who waits, and who comes later. */
  close(): void {
    this.#isClosed = true
    for (const turnAway of [...this.#hurried.splice(0), ...this.#others.splice(0)]) turnAway(false)
  }
}
