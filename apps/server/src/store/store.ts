/**
 * A statement with a name: both engines keep it prepared under that name, so that it is parsed and
 * planned once per connection. The text is constant; values only ever travel as parameters.
 */
export type Statement<Row> = {
  /** Unique, at most 63 bytes. Absent for text that is built per request. */
  readonly name?: string
  readonly text: string
  /** Never set: carries the type of a row. */
  readonly row?: Row
}

export function defineStatement<Row>(name: string, text: string): Statement<Row> {
  return Object.freeze({ name, text })
}

export type QueryOptions = {
  /** The query is given up after this long and rejects with `query_timeout`. */
  readonly budgetMs?: number
}

/** Runs statements. Values: null, boolean, number, string, Date, Buffer, arrays of them; JSON as text. */
export interface Queryable {
  /** Resolves to the rows, `[]` when there are none. Rejects with `AppError` or `AdapterError`. */
  query<Row>(
    statement: Statement<Row>,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<readonly Row[]>
}

/** A transaction under way: lives only inside the callback it was given to. */
export interface Transaction extends Queryable {
  /** Runs after the commit; never after a rollback. */
  afterCommit(action: () => void): void
}

/** The record of truth: PostgreSQL, or PGlite inside the process. */
export interface Store extends Queryable, AsyncDisposable {
  readonly kind: 'embedded' | 'postgres'
  /** Commits when the callback resolves, rolls back when it rejects, and rejects with the same error. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}
