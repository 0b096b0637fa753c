import { AppError } from '@windvane/model'

import { type Queryable, type QueryOptions, type Statement, type Transaction } from '../store.ts'

const begin: Statement<never> = { text: 'BEGIN' }
const commit: Statement<never> = { text: 'COMMIT' }
const rollback: Statement<never> = { text: 'ROLLBACK' }

/** A transaction that waits for something else than the database must not hold others up for ever. */
const timeoutMs = 60_000

/** Runs `work` between BEGIN and COMMIT on a session that nobody else uses meanwhile. */
export async function runTransaction<T>(
  session: Queryable,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const tx = new SessionTransaction(session)
  await session.query(begin)
  const result = await runWork(session, tx, work)
  await session.query(commit)
  tx.runActions()
  return result
}

async function runWork<T>(
  session: Queryable,
  tx: SessionTransaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    const result = await withTimeout(work(tx))
    tx.end()
    return result
  } catch (error) {
    tx.close()
    // When this fails the session is broken, which its owner notices; the first error says more.
    await session.query(rollback).catch(() => {})
    throw error
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new AppError('unavailable', {}, { retryAfterSeconds: 1 })),
    timeoutMs,
  )
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

class SessionTransaction implements Transaction {
  readonly #session: Queryable
  readonly #actions: (() => void)[] = []
  #isOpen = true
  #failure: { readonly error: unknown } | undefined

  constructor(session: Queryable) {
    this.#session = session
  }

  async query<Row>(
    statement: Statement<Row>,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<readonly Row[]> {
    if (!this.#isOpen) throw new Error('Cannot run a query: the transaction has ended')
    try {
      return await this.#session.query(statement, values, options)
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }

  afterCommit(action: () => void): void {
    this.#actions.push(action)
  }

  /** PostgreSQL turns the COMMIT of a failed transaction into a silent rollback: rejects instead. */
  end(): void {
    this.close()
    if (this.#failure !== undefined) throw this.#failure.error
  }

  close(): void {
    this.#isOpen = false
  }

  runActions(): void {
    for (const action of this.#actions) action()
  }
}
