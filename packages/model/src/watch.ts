/** What may be watched: one entity, whatever has a value, a tag or a type, what lies in a network. */
export const watchKinds = ['entity', 'value', 'tag', 'type', 'cidr'] as const

export type WatchKind = (typeof watchKinds)[number]

/**
 * What may happen to a watched entity, the most telling first: it became known, it got the watched
 * tag, its reputation or its worst changed, it was linked to another, it was reported again.
 */
export const watchEvents = ['created', 'tagged', 'reputation', 'linked', 'seen'] as const

export type WatchEvent = (typeof watchEvents)[number]

/** A watch as a request gives it: one of the kinds, and when to alert. */
export type WatchRequest = { readonly [Kind in WatchKind]?: string | undefined } & {
  /** Alert only while the reputation is this or less. */
  readonly reputation?: number | undefined
  /** Alert only where the worst reputation ever given is this or less. */
  readonly worstReputation?: number | undefined
  readonly events?: readonly WatchEvent[] | undefined
}
