import { AppError } from '@windvane/model'

export type RateLimiter = {
  /** Takes one token of `key`; `error` is set when there was none. */
  readonly take: (key: string, perMinute: number) => RateTaken
}

type RateTaken = {
  readonly headers: Readonly<Record<string, string>>
  readonly error?: AppError
}

type Bucket = { tokens: number; atMs: number }

/** All are forgotten when more would be kept: a flood of addresses costs no more memory. */
const maxBuckets = 20_000

/** Token buckets that hold a minute's allowance and refill evenly. */
export function createRateLimiter(nowMs: () => number = () => performance.now()): RateLimiter {
  const buckets = new Map<string, Bucket>()

  return {
    take: (key, perMinute) => {
      const bucket = refill(buckets.get(key), perMinute, nowMs())
      if (buckets.size >= maxBuckets) buckets.clear()
      buckets.set(key, bucket)
      const headers = describe(bucket, perMinute)
      if (bucket.tokens < 1) return { headers, error: tooMany(bucket, perMinute) }
      bucket.tokens -= 1
      return { headers }
    },
  }
}

function refill(bucket: Bucket | undefined, perMinute: number, nowMs: number): Bucket {
  if (bucket === undefined) return { tokens: perMinute, atMs: nowMs }
  const gained = ((nowMs - bucket.atMs) / 60_000) * perMinute
  bucket.tokens = Math.min(perMinute, bucket.tokens + gained)
  bucket.atMs = nowMs
  return bucket
}

/** The names of draft-ietf-httpapi-ratelimit-headers-07, which clients read today. */
function describe({ tokens }: Bucket, perMinute: number): Readonly<Record<string, string>> {
  const remaining = Math.max(0, Math.floor(tokens) - 1)
  return {
    'ratelimit-limit': String(perMinute),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(((perMinute - remaining) / perMinute) * 60)),
  }
}

function tooMany({ tokens }: Bucket, perMinute: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60))
  return new AppError(
    'too_many_requests',
    { reason: `more than ${perMinute} requests per minute` },
    { retryAfterSeconds },
  )
}
