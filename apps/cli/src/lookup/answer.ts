import { type Entity } from '@windvane/model'

/** What the server knows of one value: a result of `POST /entities/lookup`. */
export type Answer = {
  readonly value: string
  readonly status: 'found' | 'unknown' | 'invalid'
  readonly kind?: string
  readonly entity?: Entity
  /** Entities of other types with the same value. */
  readonly others?: readonly Entity[]
  readonly reason?: string
}

/** Whether one of the entities with this value is judged malicious. */
export function isMalicious({ entity, others = [] }: Answer): boolean {
  return [entity, ...others].some((found) => found !== undefined && found.reputation < 0)
}
