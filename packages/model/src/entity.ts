/** JSON value of an attribute. Integers beyond 2^53 are kept as decimal strings. */
export type AttributeValue = string | number | boolean

export type Attributes = Readonly<Record<string, AttributeValue>>

/** A consolidated entity as one caller may see it (contract.md 7.1). */
export type Entity = {
  readonly id: string
  readonly type: string
  readonly attributes: Attributes
  readonly reputation: number
  readonly bestReputation: number
  readonly worstReputation: number
  readonly accuracy: number
  readonly tags: readonly string[]
  readonly wellKnown: boolean
  readonly visibleBy: readonly string[]
  readonly lastSeen: string
  readonly '@timestamp': string
  readonly createdAt: string
  readonly updatedAt: string
}

/** How one entity hangs on another: `aggregation` is "part of", `association` is "seen with". */
export type RelationMode = 'aggregation' | 'association'

/**
 * A report as `POST /entity` takes it (contract.md 3.3) once its shape is checked: values are not
 * yet validated or normalised.
 */
export type EntityReport = {
  readonly type: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly reputation?: number
  readonly correlate?: readonly string[]
  readonly tags?: readonly string[]
  readonly visibleBy?: readonly string[]
  readonly associations?: readonly AssociatedReport[]
}

export type AssociatedReport = EntityReport & { readonly mode?: RelationMode }
