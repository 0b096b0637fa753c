import { type Scalar } from '@windvane/model'
import { type Explanation } from './explanation.ts'

/** What a search found: the reply, and what its headers say. */
export type Found<Row> = {
  readonly page: FoundPage<Row>
  /** One printable line that says how the query was read. */
  readonly interpreted: string
  /** What `search_after` takes to go on behind the last hit; absent without a hit. */
  readonly last?: readonly (Scalar | null)[]
}

export type FoundPage<Row> = {
  readonly items: number
  readonly pages: number
  readonly results: readonly Partial<Row>[]
  readonly aggregations?: Readonly<Record<string, unknown>>
  readonly explanation?: Explanation
}
