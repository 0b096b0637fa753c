import { AppError, type Corpus } from '@windvane/model'
import { type Viewer } from '../../../entity-rows/visible.ts'
import { type Queryable } from '../../../store/store.ts'

/** What expanding a query needs. */
export type Expansion = {
  readonly store: Queryable
  readonly viewer: Viewer
  readonly corpus: Corpus
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number
}

/**
 * What is left of the time.
 *
 * @throws {AppError} `query_timeout` when nothing is.
 */
export function timeLeft({ deadline }: Pick<Expansion, 'deadline'>): number {
  const left = deadline - performance.now()
  if (left > 0) return Math.ceil(left)
  throw new AppError('query_timeout', {}, { retryAfterSeconds: 1 })
}
