import { AppError, type Principal } from '@windvane/model'
import { isUuid } from '../store/is-uuid.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { type AlertSourceKind } from './alert-source.ts'

/** Deletes a source of the caller with its alerts and their messages; throws `not_found`. */
export async function deleteSource(
  db: Queryable,
  { userId }: Principal,
  { kind, id }: { readonly kind: AlertSourceKind; readonly id: string },
): Promise<void> {
  const deleted = isUuid(id) ? await db.query(statement, [id, userId, kind]) : []
  if (deleted.length === 0) throw new AppError('not_found')
}

const statement = defineStatement<{ readonly id: string }>(
  'alert-source-delete',
  'DELETE FROM alert_sources WHERE id = $1 AND user_id = $2 AND kind = $3 RETURNING id',
)
