import { AppError } from '@windvane/model'

export type QueryLimits = {
  /** Queries of one account that run at once. */
  readonly perAccount: number
  /** Queries of all that run at once. */
  readonly atOnce: number
}

/** reliability.md 2.7 */
const maxWaiting = 100
const waitMs = 2_000
const retryAfterSeconds = 1

/**
 * Places for queries. Accounts take turns, and where too many wait, the account with most queries
 * loses its last: one that floods the queue stands in nobody's way but its own.
 */
export class QueryPlaces {
  readonly #limits: QueryLimits
  /** In the order of their turns. */
  readonly #accounts = new Map<string, Account>()
  #running = 0
  #waiting = 0

  constructor(limits: QueryLimits) {
    this.#limits = limits
  }

  /**
   * Runs a query when there is a place for it. Rejects with 429 when the account's own queries took
   * what it waited for, with 503 when those of all did.
   */
  async run<T>(name: string, query: () => Promise<T>): Promise<T> {
    const account = this.#accounts.get(name) ?? { running: 0, waiting: [] }
    this.#accounts.set(name, account)
    try {
      await this.#enter(account)
      return await this.#occupy(account, query)
    } finally {
      if (account.running === 0 && account.waiting.length === 0) this.#accounts.delete(name)
    }
  }

  async #occupy<T>(account: Account, query: () => Promise<T>): Promise<T> {
    try {
      return await query()
    } finally {
      account.running -= 1
      this.#running -= 1
      this.#startNext()
    }
  }

  #enter(account: Account): Promise<void> | undefined {
    const { perAccount, atOnce } = this.#limits
    if (this.#running < atOnce && account.running < perAccount) {
      this.#start(account)
      return undefined
    }
    if (this.#waiting === maxWaiting) this.#makeRoom(account)
    return new Promise((resolve, reject) => {
      this.#wait(account, { resolve, reject })
    })
  }

  #wait(account: Account, { resolve, reject }: Pick<Waiter, 'resolve' | 'reject'>): void {
    const timer = setTimeout(() => {
      this.#remove(account, waiter)
      reject(this.#refusal(account))
    }, waitMs)
    const waiter = { resolve, reject, timer }
    account.waiting.push(waiter)
    this.#waiting += 1
  }

  #start(account: Account): void {
    account.running += 1
    this.#running += 1
  }

  #startNext(): void {
    for (const [name, account] of this.#accounts) {
      const [next] = account.waiting
      if (next === undefined || account.running >= this.#limits.perAccount) continue
      this.#remove(account, next)
      this.#accounts.delete(name)
      this.#accounts.set(name, account)
      this.#start(account)
      next.resolve()
      return
    }
  }

  #remove(account: Account, waiter: Waiter): void {
    clearTimeout(waiter.timer)
    account.waiting.splice(account.waiting.indexOf(waiter), 1)
    this.#waiting -= 1
  }

  #makeRoom(newcomer: Account): void {
    const longest = [...this.#accounts.values()].reduce((most, each) =>
      each.waiting.length > most.waiting.length ? each : most,
    )
    const last = longest.waiting.at(-1)
    if (last === undefined || longest.waiting.length <= newcomer.waiting.length + 1) {
      throw this.#refusal(newcomer)
    }
    this.#remove(longest, last)
    last.reject(this.#tooMany())
  }

  #refusal({ running, waiting }: Account): AppError {
    if (running >= this.#limits.perAccount || waiting.length > 0) return this.#tooMany()
    return new AppError('unavailable', {}, { retryAfterSeconds })
  }

  #tooMany(): AppError {
    const reason = `more than ${this.#limits.perAccount} queries at once`
    return new AppError('too_many_requests', { reason }, { retryAfterSeconds })
  }
}

type Account = { running: number; readonly waiting: Waiter[] }

type Waiter = {
  readonly resolve: () => void
  readonly reject: (error: AppError) => void
  readonly timer: NodeJS.Timeout
}
