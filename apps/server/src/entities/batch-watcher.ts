import { type Transaction } from '../store/store.ts'
import { type RelationRecord } from './batch.ts'
import { type EntityState } from './plan-views.ts'
import { type EntityView } from './statements/write-views.ts'

/** Told of a batch in its transaction, when all of it is written and while its entities are held. */
export type BatchWatcher = (tx: Transaction, batch: WrittenBatch) => Promise<void>

export type WrittenBatch = {
  /** `created_at` and `last_seen` of what the batch added. */
  readonly at: Date
  /** Of what is watched, as the batch found it. */
  readonly watchVersion: number
  /** What every audience knew before, by id, of the entities that were reported on. */
  readonly before: ReadonlyMap<string, EntityState>
  /** The views that were brought up to date. */
  readonly views: readonly EntityView[]
  readonly relations: readonly RelationRecord[]
}
