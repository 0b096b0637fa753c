import {
  AppError,
  interpretQuery,
  type Paging,
  parsePaging,
  parseSearch,
  parseSource,
} from '@windvane/model'

/** A search as it is saved: the body of its own route and the paging of a run. */
export type SearchDefinition = {
  readonly simple?: SimpleBody | undefined
  readonly advanced?: Readonly<Record<string, unknown>> | undefined
  readonly parameters?: SearchParameters | undefined
}

type SimpleBody = {
  readonly query: string
  readonly accuracy?: number | undefined
  readonly reputation?: number | undefined
}

type SearchParameters = {
  readonly limit?: number | undefined
  readonly sort?: string | undefined
  readonly order?: string | undefined
}

/** Paging of a request as it arrives. */
export type PagingRequest = {
  readonly limit?: string | undefined
  readonly page?: string | undefined
  readonly sort?: string | undefined
  readonly order?: string | undefined
}

/** Throws 400 for a search that could not be run. */
export function checkDefinition(definition: SearchDefinition): void {
  const { simple, advanced } = definition
  if ((simple === undefined) === (advanced === undefined)) {
    throw refused('a saved search has exactly one of simple, advanced')
  }
  if (simple !== undefined) {
    interpretQuery(simple.query, { param: 'simple.query' })
    parseSource(simple)
  }
  if (advanced !== undefined) parseSearch(advanced, { corpus: 'entities', now: new Date() })
  toPaging(definition, {})
  if (Buffer.byteLength(JSON.stringify(definition)) > maxDefinitionBytes) {
    throw refused(`a saved search has at most ${maxDefinitionBytes} bytes`)
  }
}

const maxDefinitionBytes = 65_536

function refused(reason: string): AppError {
  return new AppError('invalid_request', { reason, param: 'search' })
}

/** The paging of a run: what the request says, else what was saved. */
export function toPaging(
  { parameters = {}, advanced }: SearchDefinition,
  request: PagingRequest,
): Paging {
  const { limit, sort, order } = parameters
  const hasOrder = request.sort !== undefined || request.order !== undefined
  const asked = {
    limit: request.limit ?? (limit === undefined ? undefined : String(limit)),
    page: request.page,
    sort: hasOrder ? request.sort : sort,
    order: hasOrder ? request.order : order,
  }
  return parsePaging(asked, { minLimit: advanced === undefined ? 1 : 0 })
}
