import { AppError, type Scalar, toPrintable } from '@windvane/model'
import { type Found, type FoundPage } from '../search/found.ts'

/**
 * The reply of a search; without a hit there is none, but for aggregations (contract.md 1.7). Whoever
 * finds nothing wants to know most how the query was read.
 */
export function toSearchReply<Row>({ page, interpreted, last }: Found<Row>): SearchReply<Row> {
  const told = { 'x-interpreted': interpreted }
  if (page.items === 0 && page.aggregations === undefined) {
    throw new AppError('no_results', {}, { headers: told })
  }
  return {
    status: 200,
    headers: { ...told, ...(last !== undefined && tellLast(last)) },
    body: page,
  }
}

export type SearchReply<Row> = {
  readonly status: 200
  readonly headers: Readonly<Record<string, string>>
  readonly body: FoundPage<Row>
}

/** What a caller sends as `search_after`; longer than a header should be, it is left out. */
const maxLength = 1_024

function tellLast(last: readonly (Scalar | null)[]): Readonly<Record<string, string>> {
  const text = toPrintable(JSON.stringify(last))
  return text.length > maxLength ? {} : { 'x-search-after': text }
}
