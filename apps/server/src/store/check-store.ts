import { AppError } from '@windvane/model'
import { defineStatement, type Queryable } from './store.ts'

/** Rejects with `unavailable` unless the store answers within a second. */
export async function checkStore(store: Queryable): Promise<void> {
  try {
    await store.query(ping, [], { budgetMs: 1_000 })
  } catch (cause) {
    throw new AppError('unavailable', {}, { cause, retryAfterSeconds: 1 })
  }
}

const ping = defineStatement<{ readonly ok: number }>('check_store', 'SELECT 1 AS ok')
