import { type Attributes } from './entity.ts'

/** One report as it was kept (contract.md 4.7). */
export type HistoryRecord = {
  readonly id: string
  readonly entityID: string
  readonly type: string
  readonly '@timestamp': string
  readonly attributes: Attributes
  readonly reputation: number
  /** That of the entity after this report. */
  readonly accuracy: number
  readonly userID: string
  readonly tags: readonly string[]
  /** The groups of the reader that see it; no other is named. */
  readonly visibleBy: readonly string[]
  readonly wellKnown: boolean
}
