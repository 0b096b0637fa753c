import { AppError, parseEntityId, type Principal } from '@windvane/model'

import { type Store } from '../store/store.ts'
import { type BatchWatcher } from './batch-watcher.ts'
import { findEntities } from './find-entities.ts'
import { toViewer } from '../entity-rows/visible.ts'
import { writeBatch } from './write-batch.ts'

export type Association = { readonly entityId: string; readonly relatedId: string }

/** Links two entities that the caller sees, for the groups that both are visible by. */
export async function associate(
  { store, watcher }: { readonly store: Store; readonly watcher?: BatchWatcher },
  principal: Principal,
  association: Association,
): Promise<void> {
  const { entityId, relatedId } = association
  parseEntityId(entityId, 'entityID')
  parseEntityId(relatedId, 'relatedEntityID')
  if (entityId === relatedId) {
    throw new AppError('invalid_request', { reason: 'an entity cannot be associated with itself' })
  }
  await store.transaction(async (tx) => {
    const found = await findEntities(tx, toViewer(principal.groups), [entityId, relatedId])
    const [one, other] = found
    if (one === undefined || other === undefined) throw new AppError('entity_not_found')
    const visibleBy = one.visibleBy.filter((group) => other.visibleBy.includes(group))
    if (visibleBy.length === 0) throw new AppError('no_common_group')
    const { userId } = principal
    const relation = { entityId, relatedId, userId, mode: 'association', visibleBy } as const
    await writeBatch(tx, { records: [], relations: [relation] }, watcher)
  })
}
