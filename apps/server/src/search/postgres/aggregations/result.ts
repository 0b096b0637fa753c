import { maxBuckets, tooManyBuckets } from './buckets/bucket-limit.ts'
import { type Json } from './json.ts'

/** A row of the query of aggregations: a bucket, or figures of one. */
export type AggregationRow = {
  /** The aggregation, by its number. */
  readonly node: number
  /** The bucket around it; 0 at the top. */
  readonly parent: number
  /** Its own number, in the order of the reply; null for figures. */
  readonly bucket: number | null
  readonly values: readonly Json[]
  readonly count: number
  readonly total: number
}

/** The rows of a query by what they belong to, and how many buckets the reply has so far. */
export class Result {
  readonly #rows: ReadonlyMap<string, readonly AggregationRow[]>
  #buckets = 0

  constructor(rows: readonly AggregationRow[]) {
    this.#rows = Map.groupBy(rows, ({ node, parent }) => toKey(node, parent))
  }

  /** In the order of the reply; a bucket without rows holds none. */
  find(node: number, parent: number | undefined): readonly AggregationRow[] {
    const found = parent === undefined ? undefined : this.#rows.get(toKey(node, parent))
    return found?.toSorted((a, b) => Number(a.bucket) - Number(b.bucket)) ?? []
  }

  /** @throws {AppError} 400 when so many more buckets are too many. */
  allow(more: number): void {
    this.#buckets += more
    if (!(this.#buckets <= maxBuckets)) throw tooManyBuckets()
  }
}

function toKey(node: number, parent: number): string {
  return `${node} ${parent}`
}
