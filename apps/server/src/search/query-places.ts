import { AppError } from '@windvane/model'

export type QueryLimits = {
  /** Queries of one account that run at once. */
  readonly perAccount: number
  /** Queries of all that run at once. */
  readonly atOnce: number
}

export type QueryPlaces = {
  /**
   * Runs a query when there is a place for it. Rejects with 429 when the account's own queries took
   * what it waited for, with 503 when those of all did.
   */
  readonly run: <T>(account: string, query: () => Promise<T>) => Promise<T>
}

/** reliability.md 2.7 */
const maxWaiting = 100
const waitMs = 2_000

type Waiter = { readonly start: () => void; readonly refuse: (error: AppError) => void }

type Account = { running: number; readonly waiting: Waiter[] }

/**
 * Places for queries. Accounts take turns, and where too many wait, the account with most queries
 * loses its last: one that floods the queue stands in nobody's way but its own.
 */
export function createQueryPlaces(limits: QueryLimits): QueryPlaces {
  // In the order of their turns.
  const accounts = new Map<string, Account>()
  let running = 0
  let waiting = 0

  return {
    run: async (name, query) => {
      await enter(name)
      try {
        return await query()
      } finally {
        leave(name)
      }
    },
  }

  function enter(name: string): Promise<void> | undefined {
    const account = accounts.get(name) ?? { running: 0, waiting: [] }
    accounts.set(name, account)
    if (running < limits.atOnce && account.running < limits.perAccount) {
      start(account)
      return undefined
    }
    if (waiting === maxWaiting) makeRoom(account)
    return new Promise((resolve, reject) => {
      wait(account, { start: resolve, refuse: reject })
    })
  }

  function wait(account: Account, { start: resolve, refuse }: Waiter): void {
    const timer = setTimeout(() => {
      remove(account, waiter)
      refuse(refusal(account))
    }, waitMs)
    const waiter: Waiter = {
      start: () => {
        clearTimeout(timer)
        start(account)
        resolve()
      },
      refuse: (error) => {
        clearTimeout(timer)
        refuse(error)
      },
    }
    account.waiting.push(waiter)
    waiting += 1
  }

  function remove(account: Account, waiter: Waiter): void {
    account.waiting.splice(account.waiting.indexOf(waiter), 1)
    waiting -= 1
  }

  function start(account: Account): void {
    account.running += 1
    running += 1
  }

  function leave(name: string): void {
    const account = accounts.get(name)
    if (account === undefined) return
    account.running -= 1
    running -= 1
    startNext()
    if (account.running === 0 && account.waiting.length === 0) accounts.delete(name)
  }

  function startNext(): void {
    for (const [name, account] of accounts) {
      const [next] = account.waiting
      if (next === undefined || account.running >= limits.perAccount) continue
      remove(account, next)
      accounts.delete(name)
      accounts.set(name, account)
      next.start()
      return
    }
  }

  function makeRoom(newcomer: Account): void {
    const longest = [...accounts.values()].reduce((most, each) =>
      each.waiting.length > most.waiting.length ? each : most,
    )
    const last = longest.waiting.at(-1)
    if (last === undefined || longest.waiting.length <= newcomer.waiting.length + 1) {
      throw refusal(newcomer)
    }
    remove(longest, last)
    last.refuse(tooMany())
  }

  function refusal({ running: own, waiting: queued }: Account): AppError {
    if (own >= limits.perAccount || queued.length > 0) return tooMany()
    return new AppError('unavailable', {}, { retryAfterSeconds })
  }

  function tooMany(): AppError {
    const reason = `more than ${limits.perAccount} queries at once`
    return new AppError('too_many_requests', { reason }, { retryAfterSeconds })
  }
}

const retryAfterSeconds = 1
