/**
 * Who may use the one session. Queries pass while no transaction is under way and are not waited
 * for, as the session answers in order; a transaction has the session for itself. When it ends,
 * the queries that waited go first, then the next transaction, so that neither starves.
 */
export class SessionGate {
  #isTaken = false
  #isPaused = false
  #queries: (() => void)[] = []
  readonly #transactions: (() => void)[] = []

  /** Calls `run`, at once when the session is free. `run` must hand its query over before it returns. */
  pass<T>(run: () => Promise<T>): Promise<T> {
    if (this.#isFree()) return run()
    return new Promise((resolve, reject) => {
      this.#queries.push(() => {
        run().then(resolve, reject)
      })
    })
  }

  /** Resolves when the session belongs to the caller, until `release`. */
  async take(): Promise<void> {
    if (this.#isFree()) this.#isTaken = true
    else await new Promise<void>((resolve) => this.#transactions.push(resolve))
  }

  release(): void {
    this.#isTaken = false
    this.#admit()
  }

  /** Lets nobody in until `resume`. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#admit()
  }

  #isFree(): boolean {
    return !this.#isTaken && !this.#isPaused
  }

  #admit(): void {
    if (!this.#isFree()) return
    const queries = this.#queries
    this.#queries = []
    for (const start of queries) start()
    const next = this.#transactions.shift()
    if (next === undefined) return
    this.#isTaken = true
    next()
  }
}
