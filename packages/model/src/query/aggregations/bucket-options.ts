import { integer } from '../read-json.ts'

const maxBuckets = 1_000

/** How many buckets a request may ask for. */
export const bucketSize = integer(1, maxBuckets)

/** How many records a bucket needs to be shown. */
export const minDocCount = integer(0, Number.MAX_SAFE_INTEGER)
