import { Client, type PoolClient } from 'pg'

type Budget = {
  /** The connection on which the query runs. */
  readonly client: PoolClient
  readonly url: string
  readonly budgetMs: number
}

/** After this long without an answer to a cancelled query the connection counts as dead. */
const graceMs = 5_000

/**
 * Settles as `rows` does, and has the server cancel the query when the budget ends. Costs nothing
 * while the query is in time, unlike a `SET statement_timeout` before each.
 */
export async function runWithBudget<T>(rows: Promise<T>, budget: Budget): Promise<T> {
  let cancelling: Promise<void> | undefined
  const timer = setTimeout(() => {
    cancelling = cancel(rows, budget)
  }, budget.budgetMs)
  try {
    return await rows
  } finally {
    clearTimeout(timer)
    // A cancel still on its way must not hit the next query on this connection.
    await cancelling
  }
}

async function cancel(rows: Promise<unknown>, { client, url }: Budget): Promise<void> {
  const grace = setTimeout(() => destroy(client), graceMs)
  rows.then(
    () => clearTimeout(grace),
    () => clearTimeout(grace),
  )
  const canceller = new Client({ connectionString: url, connectionTimeoutMillis: graceMs })
  canceller.on('error', () => {})
  try {
    await canceller.connect()
    await canceller.query('SELECT pg_cancel_backend($1)', [getProcessId(client)])
  } catch {
    destroy(client)
  } finally {
    await canceller.end()
  }
}

function getProcessId(client: PoolClient): number {
  // The driver keeps the backend's process id on the client; its types leave it out.
  if ('processID' in client && typeof client.processID === 'number') return client.processID
  throw new TypeError('Cannot cancel a query: the connection has no process id')
}

function destroy(client: PoolClient): void {
  client.connection.stream.destroy()
}
