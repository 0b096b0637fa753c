import { findEntityType } from './entity-types.ts'
import { AppError } from './errors.ts'
import { escapeValue } from './parse-value.ts'

/** The direction of a sort. */
export type SortOrder = 'asc' | 'desc'

/** One page of a list; without `sort` the list keeps its own order (rank, then newest first). */
export type Paging = {
  readonly limit: number
  readonly page: number
  readonly offset: number
  readonly sort?: string
  readonly order: SortOrder
}

/** The query parameters of paging as they arrive. */
export type PagingQuery = {
  readonly limit?: unknown
  readonly page?: unknown
  readonly sort?: unknown
  readonly order?: unknown
}

/** What a list may be sorted by, besides `attributes.<type>`. */
export const sortableFields: readonly string[] = Object.freeze([
  'id',
  'type',
  'reputation',
  'bestReputation',
  'worstReputation',
  'accuracy',
  'lastSeen',
  '@timestamp',
  'createdAt',
  'updatedAt',
  'tags',
  'wellKnown',
])

/** The last row a page may reach, OpenSearch's `max_result_window`. */
export const maxWindow = 10_000

const maxLimit = 1_000
const defaultLimit = 10
const defaultSort = '@timestamp'

/** Reads limit, page, sort and order; `minLimit: 0` allows asking for no hits at all. */
export function parsePaging(
  query: PagingQuery,
  options: { readonly minLimit?: 0 | 1 } = {},
): Paging {
  const limit = parseCount(query.limit, 'limit') ?? defaultLimit
  const page = Math.max(1, parseCount(query.page, 'page') ?? 1)
  if (limit < (options.minLimit ?? 1) || limit > maxLimit) {
    throw refuse('limit', `limit must be ${options.minLimit ?? 1} to ${maxLimit}`)
  }
  if (page * limit > maxWindow) {
    throw refuse('page', `page times limit must be at most ${maxWindow}`)
  }
  const position = { limit, page, offset: (page - 1) * limit }
  const sort = parseSort(query.sort)
  const order = parseOrder(query.order)
  if (sort === undefined && order === undefined) return { ...position, order: 'desc' }
  return { ...position, sort: sort ?? defaultSort, order: order ?? 'asc' }
}

/** How many pages a list of so many items has. */
export function countPages(items: number, limit: number): number {
  return limit === 0 ? 0 : Math.ceil(items / limit)
}

function parseCount(value: unknown, param: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^[0-9]{1,9}$/.test(value)) return Number(value)
  throw refuse(param, `${param} must be a whole number`)
}

/** `.keyword` names the untokenised form of a text, which is the only one that can be sorted. */
function parseSort(value: unknown): string | undefined {
  if (value === undefined) return undefined
  const field = typeof value === 'string' ? value.replace(/\.keyword$/, '') : ''
  const attribute = field.startsWith('attributes.') ? field.slice('attributes.'.length) : undefined
  if (sortableFields.includes(field) || findEntityType(attribute ?? '')) return field
  throw refuse('sort', `cannot sort by ${escapeValue(value)}`)
}

function parseOrder(value: unknown): SortOrder | undefined {
  if (value === undefined || value === 'asc' || value === 'desc') return value
  throw refuse('order', 'order must be asc or desc')
}

function refuse(param: string, reason: string): AppError {
  return new AppError('invalid_request', { reason, param })
}
