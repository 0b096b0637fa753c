import { AppError } from '@windvane/model'

/** The most buckets of a reply (reliability.md 2.7). */
export const maxBuckets = 10_000

export function tooManyBuckets(): AppError {
  const reason = `aggregations would make more than ${maxBuckets} buckets`
  return new AppError('invalid_request', { reason, param: 'aggs' })
}
