import { type ClientBase, type QueryConfig } from 'pg'

import { type Statement } from '../store.ts'

/** Runs one statement on a connection, prepared under its name when it has one. */
export async function runStatement<Row>(
  client: Pick<ClientBase, 'query'>,
  statement: Statement<Row>,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  // The driver does not change the array; its type merely does not say so.
  const config: QueryConfig = { ...statement, values: values as unknown[] }
  const result = await client.query(config)
  // The statement's author declares the row's shape; SQL cannot be checked here.
  return result.rows as readonly Row[]
}
