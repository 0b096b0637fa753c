import {
  AppError,
  type Corpus,
  escapeValue,
  type Field,
  type Paging,
  resolveField,
} from '@windvane/model'

/**
 * The field that a page is sorted by; undefined where it has its own order.
 *
 * @throws {AppError} `invalid_request` for one that the records of the corpus lack.
 */
export function findSortField({ sort }: Paging, corpus: Corpus): Field | undefined {
  if (sort === undefined) return undefined
  const field = resolveField(sort, corpus)
  if (field !== undefined) return field
  const reason = `cannot sort by ${escapeValue(sort)}`
  throw new AppError('invalid_request', { reason, param: 'sort' })
}
