import { AppError, type Paging, type Principal } from '@windvane/model'
import { isUuid } from '../store/is-uuid.ts'
import { defineStatement, type Queryable, type Statement } from '../store/store.ts'
import {
  type AlertSource,
  type AlertSourceKind,
  sourceColumns,
  type SourceRow,
  toSource,
} from './alert-source.ts'

/** A source of the caller; throws `not_found` for what is unknown, and alike for another's. */
export async function findSource(
  db: Queryable,
  { userId }: Principal,
  { kind, id }: { readonly kind: AlertSourceKind; readonly id: string },
): Promise<AlertSource> {
  const [row] = isUuid(id) ? await db.query(selectSource, [id, userId, kind]) : []
  if (row === undefined) throw new AppError('not_found')
  return toSource(row)
}

export type SourcePage = { readonly total: number; readonly sources: readonly AlertSource[] }

/** The caller's sources of a kind, newest first unless told. */
export async function listSources(
  db: Queryable,
  { userId }: Principal,
  { kind, paging }: { readonly kind: AlertSourceKind; readonly paging: Paging },
): Promise<SourcePage> {
  const page = toStatement(paging)
  const [counted] = await db.query(countSources, [userId, kind])
  const rows = await db.query(page, [userId, kind, paging.limit, paging.offset])
  return { total: counted?.count ?? 0, sources: rows.map(toSource) }
}

const selectSource = defineStatement<SourceRow>(
  'alert-source-find',
  `SELECT ${sourceColumns} FROM alert_sources s
   WHERE s.id = $1 AND s.user_id = $2 AND s.kind = $3`,
)

const countSources = defineStatement<{ readonly count: number }>(
  'alert-source-count-all',
  'SELECT count(*)::int AS count FROM alert_sources WHERE user_id = $1 AND kind = $2',
)

function toStatement({ sort = '@timestamp', order }: Paging): Statement<SourceRow> {
  const statements = statementsBySort[sort]
  if (statements !== undefined) return statements[order]
  throw new AppError('invalid_request', {
    reason: `cannot sort this list by ${sort}`,
    param: 'sort',
  })
}

function selectPage(name: string, order: string): Statement<SourceRow> {
  return defineStatement(
    `alert-source-list-${name}`,
    `SELECT ${sourceColumns} FROM alert_sources s
     WHERE s.user_id = $1 AND s.kind = $2 ORDER BY ${order} LIMIT $3 OFFSET $4`,
  )
}

/** Ids grow with time. */
const byCreation = {
  asc: selectPage('oldest', 's.id'),
  desc: selectPage('newest', 's.id DESC'),
}

const byChange = {
  asc: selectPage('first-changed', 's.updated_at, s.id'),
  desc: selectPage('last-changed', 's.updated_at DESC, s.id'),
}

const statementsBySort: Readonly<Record<string, typeof byCreation>> = {
  '@timestamp': byCreation,
  createdAt: byCreation,
  id: byCreation,
  updatedAt: byChange,
}
