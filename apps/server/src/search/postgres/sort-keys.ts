import { AppError, type Corpus, type FieldSort, type Query, type Scalar } from '@windvane/model'
import { type PagedRequest } from '../search-engine.ts'
import { constantScore } from './compile-score.ts'
import { fieldSql } from './field-sql.ts'
import { type RecordTable } from './record-table.ts'

/** What hits are put in order by: an SQL expression over the row `e`; the missing come last. */
export type SortKey = {
  /** Absent for the score, which is computed when the hits are counted. */
  readonly expression?: string
  readonly order: 'asc' | 'desc'
  readonly type: 'numeric' | 'text' | 'timestamptz' | 'boolean' | 'float8' | 'uuid' | 'inet'
}

/** The keys of a request's order; the last is always the id. */
export function toSortKeys(request: PagedRequest, table: RecordTable): readonly SortKey[] {
  const id: SortKey = { ...idKey(table), order: 'asc' }
  if (request.sort.length > 0) {
    return [...request.sort.map((sort) => toSortKey(sort, request.corpus)), id]
  }
  const newest: SortKey = { expression: `e.${table.time}`, order: 'desc', type: 'timestamptz' }
  const score: SortKey = { order: 'desc', type: 'float8' }
  return isByScore(request.query, request.searchAfter) ? [score, newest, id] : [newest, id]
}

/** By score unless all hits have the same, or the values to go on after begin with a time. */
function isByScore(query: Query, after: PagedRequest['searchAfter']): boolean {
  if (after?.length === 3) return true
  const isScored = constantScore(query) === undefined
  return after === undefined ? isScored : isScored && typeof after[0] === 'number'
}

function idKey({ idType }: RecordTable): Pick<SortKey, 'expression' | 'type'> {
  return idType === 'uuid'
    ? { expression: 'e.id', type: 'uuid' }
    : { expression: 'e.id COLLATE "C"', type: 'text' }
}

/** Of several values the least counts upwards and the greatest downwards. */
function toSortKey({ field, order }: FieldSort, corpus: Corpus): SortKey {
  const { expression, type } = fieldSql(field, corpus)
  if (type === 'text[]') {
    const end = order === 'asc' ? 'min' : 'max'
    const one = `(SELECT ${end}(v COLLATE "C") FROM unnest(${expression}) AS v)`
    return { expression: `${one} COLLATE "C"`, order, type: 'text' }
  }
  return { expression: type === 'text' ? `${expression} COLLATE "C"` : expression, order, type }
}

/**
 * @throws {AppError} `invalid_request` for values that are not as many as the keys, with or without
 * the id.
 */
export function checkSearchAfter(
  after: readonly (Scalar | null)[],
  keys: readonly SortKey[],
): void {
  if (after.length === keys.length || after.length === keys.length - 1) return
  const reason = `search_after must have ${keys.length - 1} or ${keys.length} values`
  throw new AppError('invalid_request', { reason, param: 'search_after' })
}
