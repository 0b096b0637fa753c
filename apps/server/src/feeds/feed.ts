/** Everything a type has, or what changed within a day. */
export const feedKinds = ['accumulative', 'daily'] as const

export type FeedKind = (typeof feedKinds)[number]

export const feedLevels = [1, 2, 3] as const

export type FeedLevel = (typeof feedLevels)[number]

/** What names a feed; `name` is an entity type. A level holds what has at least that accuracy. */
export type FeedKey = {
  readonly level: FeedLevel
  readonly kind: FeedKind
  readonly name: string
}

/** One version of a feed, stored and complete. */
export type Feed = FeedKey & {
  readonly id: string
  /** Of the bytes as they are served. */
  readonly md5: string
  readonly sizeBytes: number
  readonly changedAt: Date
  readonly chunks: number
  /** Of the lines, whatever they are packed into. */
  readonly contentHash: string
  readonly textBytes: number
}
