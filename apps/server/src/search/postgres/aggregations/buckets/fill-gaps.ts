import { tooManyBuckets } from './bucket-limit.ts'
import { type Bucket, type Buckets } from './define-buckets.ts'

type Filled = Pick<Bucket, 'count' | 'aggs'> & { readonly key: number }

export type GapOptions = {
  readonly minDocCount: number
  /** The key behind a key. */
  readonly next: (key: number) => number
  /** At least how many keys lie from the first to the last, both counted. */
  readonly predict: (first: number, last: number) => number
}

/** The buckets of a histogram, with those without rows between them where these are asked for. */
export function fillGaps(
  { found, empty, allow }: Buckets,
  { minDocCount, next, predict }: GapOptions,
): readonly Filled[] {
  const filled = found.map(({ keys, ...rest }) => ({ ...rest, key: Number(keys[0]) }))
  const [first, last] = [filled.at(0)?.key, filled.at(-1)?.key]
  if (minDocCount > 0 || first === undefined || last === undefined) {
    allow(filled.length)
    return filled
  }
  // Beyond, the key behind a key is the same number again.
  if (![first, last].every(Number.isSafeInteger)) throw tooManyBuckets()
  allow(predict(first, last))
  const byKey = new Map(filled.map((bucket) => [bucket.key, bucket]))
  const all: Filled[] = []
  for (let key = first; key <= last; key = next(key)) {
    all.push(byKey.get(key) ?? { key, count: 0, aggs: empty() })
  }
  return all
}
