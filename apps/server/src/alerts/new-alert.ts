import { type Entity } from '@windvane/model'
import { type AlertSource } from './alert-source.ts'

/** Something to tell the owner of a source, in words that owner may read. */
export type NewAlert = {
  readonly source: Pick<AlertSource, 'id' | 'kind' | 'name'>
  /** What was looked out for: a watch, or the saved search itself. */
  readonly watchId: string
  /** The watch as it is told. */
  readonly watch?: Readonly<Record<string, unknown>>
  readonly event: string
  /** As the owner sees it. */
  readonly entity: Entity
  /** What the owner saw before; absent for what they had not known. */
  readonly previous?: Judgement
  /** Ids of entities that it was linked to. */
  readonly related?: readonly string[]
  /** The groups by whose reports the owner knows all this. */
  readonly visibleTo: readonly string[]
}

type Judgement = Pick<Entity, 'reputation' | 'worstReputation'>
