import { AppError } from '@windvane/model'
import { Client } from 'pg'

import { rowTypes } from '../pg/row-types.ts'
import { runStatement } from '../pg/run-statement.ts'
import { toStoreError } from '../pg/to-store-error.ts'
import { type QueryOptions, type Queryable, type Statement } from '../store.ts'
import { EngineStream } from './engine-stream.ts'
import { Engine } from './engine.ts'

/** Queries without a budget of their own are given up after this long. */
const defaultBudgetMs = 30_000
const watchIntervalMs = 50

/** The session ended before the query did. Nothing was done when the query had not begun. */
export class SessionLost extends Error {
  readonly hasBegun: boolean

  constructor(hasBegun: boolean) {
    super('The database session has ended')
    this.name = 'SessionLost'
    this.hasBegun = hasBegun
  }
}

/**
 * The one session of a PGlite thread. Ends itself when a query is over its budget, as PGlite can
 * neither time out nor cancel a query; that query rejects with `query_timeout`.
 */
export class Session implements Queryable {
  readonly client: Client
  readonly #engine: Engine
  readonly #stream: EngineStream
  readonly #onEnd: () => void
  /** Budgets of the queries without an answer, by their number. */
  readonly #budgets = new Map<number, number>()
  #sent = 0
  #timer: NodeJS.Timeout | undefined
  #watched = { number: 0, since: 0 }
  #isEnding = false
  #end: { readonly begun: number; readonly cause: 'timeout' | 'crash' | 'close' } | undefined

  /** `onEnd` is called when the session ended without `close`. */
  static async open(folder: string, onEnd: () => void): Promise<Session> {
    const session = new Session(folder, onEnd)
    try {
      await session.#engine.open()
      await session.client.connect()
      return session
    } catch (error) {
      await session.#engine.terminate()
      throw error
    }
  }

  private constructor(folder: string, onEnd: () => void) {
    this.#onEnd = onEnd
    this.#engine = new Engine(folder, {
      onAnswer: (bytes) => this.#stream.receive(bytes),
      onCrash: () => void this.#lose('crash'),
    })
    this.#stream = new EngineStream((messages) => {
      this.#sent += 1
      this.#engine.send(messages)
    })
    this.client = new Client({
      user: 'postgres',
      database: 'postgres',
      stream: () => this.#stream,
      pipeline: true,
      types: rowTypes,
    })
    // Every query in flight rejects when the session is lost; without a listener it ends the process.
    this.client.on('error', () => {})
  }

  async query<Row>(
    statement: Statement<Row>,
    values?: readonly unknown[],
    { budgetMs = defaultBudgetMs }: QueryOptions = {},
  ): Promise<readonly Row[]> {
    if (this.#end !== undefined) throw new SessionLost(false)
    const rows = runStatement(this.client, statement, values)
    const number = this.#sent
    this.#watch(number, budgetMs)
    try {
      return await rows
    } catch (error) {
      throw this.#toError(error, number)
    } finally {
      this.#budgets.delete(number)
    }
  }

  /** Ends the session in good order: what was sent is answered first. */
  async close(): Promise<void> {
    if (this.#isEnding) return
    await this.client.end()
    this.#isEnding = true
    this.#end = { begun: this.#engine.begun, cause: 'close' }
    clearTimeout(this.#timer)
    await this.#engine.close()
  }

  #watch(number: number, budgetMs: number): void {
    if (this.#isEnding) return
    this.#budgets.set(number, budgetMs)
    this.#timer ??= setTimeout(() => this.#checkBudget(), watchIntervalMs)
  }

  /** A budget counts from when the query was seen to run, not while it waits for others. */
  #checkBudget(): void {
    this.#timer = undefined
    if (this.#budgets.size === 0 || this.#isEnding) return
    this.#timer = setTimeout(() => this.#checkBudget(), watchIntervalMs)
    const number = this.#engine.begun
    const now = performance.now()
    if (number !== this.#watched.number) this.#watched = { number, since: now }
    const budgetMs = this.#budgets.get(number)
    if (budgetMs !== undefined && now - this.#watched.since >= budgetMs) {
      void this.#lose('timeout')
    }
  }

  async #lose(cause: 'timeout' | 'crash'): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    clearTimeout(this.#timer)
    await this.#engine.terminate()
    this.#end = { begun: this.#engine.begun, cause }
    this.#stream.destroy(new Error('The database session has ended'))
    this.#onEnd()
  }

  #toError(error: unknown, number: number): Error {
    if (this.#end === undefined) return toStoreError('pglite', error)
    const { begun, cause } = this.#end
    if (cause === 'timeout' && number === begun) {
      return new AppError('query_timeout', {}, { cause: error, retryAfterSeconds: 1 })
    }
    return new SessionLost(number <= begun)
  }
}
