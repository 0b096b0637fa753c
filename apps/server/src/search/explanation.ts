/** How a query was read, and why each hit is there. */
export type Explanation = {
  readonly interpreted: string
  readonly hits: readonly ExplainedHit[]
}

export type ExplainedHit = {
  readonly id: string
  /** Null where the order is not by score. */
  readonly score: number | null
  readonly reasons: readonly Reason[]
}

/** What of a hit matched: its exact value, a network around an address, words of a field, a clause. */
export type Reason = {
  readonly match: 'value' | 'network' | 'words' | 'clause'
  readonly field?: string
  readonly text: string
}
