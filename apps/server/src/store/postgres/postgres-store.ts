import { Pool, type PoolClient } from 'pg'

import { migrate } from '../pg/migrate.ts'
import { runStatement } from '../pg/run-statement.ts'
import { rowTypes } from '../pg/row-types.ts'
import { runTransaction } from '../pg/run-transaction.ts'
import { sessionSettings } from '../pg/session-settings.ts'
import { toStoreError } from '../pg/to-store-error.ts'
import { type QueryOptions, type Statement, type Store, type Transaction } from '../store.ts'
import { runWithBudget } from './run-with-budget.ts'

export type PostgresStoreOptions = {
  readonly url: string
  readonly poolSize?: number
}

/** Queries without a budget of their own are given up after this long. */
const defaultBudgetMs = 30_000
const connectTimeoutMs = 10_000

/** Opens a store on a PostgreSQL server (15 or newer) and brings its schema up to date. */
export async function createPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  await migrateDatabase(options.url)
  return new PostgresStore(options)
}

/** On a connection of its own, as a change of the schema may take longer than any query may. */
async function migrateDatabase(url: string): Promise<void> {
  const pool = createPool({ connectionString: url, max: 1 })
  try {
    await migrate(pool)
  } finally {
    await pool.end()
  }
}

class PostgresStore implements Store {
  readonly kind = 'postgres'
  readonly #url: string
  readonly #pool: Pool

  constructor({ url, poolSize = 10 }: PostgresStoreOptions) {
    this.#url = url
    this.#pool = createPool({
      connectionString: url,
      max: poolSize,
      statement_timeout: defaultBudgetMs,
      options: sessionSettings.map((setting) => `-c ${setting}`).join(' '),
      idle_in_transaction_session_timeout: defaultBudgetMs,
    })
  }

  async query<Row>(
    statement: Statement<Row>,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<readonly Row[]> {
    return this.#withClient((client) => this.#run(client, statement, { values, ...options }))
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#withClient((client) =>
      runTransaction(
        {
          query: (statement, values, options) =>
            this.#run(client, statement, { values, ...options }),
        },
        work,
      ),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end()
  }

  async #run<Row>(
    client: PoolClient,
    statement: Statement<Row>,
    { values, budgetMs }: QueryOptions & { readonly values: readonly unknown[] | undefined },
  ): Promise<readonly Row[]> {
    try {
      const rows = runStatement(client, statement, values)
      if (budgetMs === undefined) return await rows
      return await runWithBudget(rows, { client, url: this.#url, budgetMs })
    } catch (error) {
      throw toStoreError('postgres', error)
    }
  }

  /** A connection whose transaction did not end is closed rather than given back. */
  async #withClient<T>(use: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    try {
      return await use(client)
    } finally {
      client.release(client.getTransactionStatus() !== 'I')
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw toStoreError('postgres', error)
    }
  }
}

function createPool(config: ConstructorParameters<typeof Pool>[0]): Pool {
  const pool = new Pool({
    ...config,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    pipeline: true,
    types: rowTypes,
  })
  // A connection lost while idle is replaced at the next query, and one lost in use rejects that
  // query; without a listener either would end the process.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}

function ignore(): void {}
