import {
  applySource,
  candidateIds,
  countPages,
  type Entity,
  type InterpretedQuery,
  interpretQuery,
  type Paging,
  type Principal,
  type Sha3,
  type Source,
  valueKey,
} from '@windvane/model'
import { toViewer, type Viewer } from '../entity-rows/visible.ts'
import { type SearchEngine, type SearchHits, type SimpleQuery } from './search-engine.ts'

export type SimpleSearch = {
  readonly query: string
  readonly accuracy: number | undefined
  readonly reputation: number | undefined
  readonly paging: Paging
  readonly source: Source
}

export type EntityPage = {
  readonly items: number
  readonly pages: number
  readonly results: Partial<Entity>[]
}

export type SearchPorts = { readonly engine: SearchEngine; readonly sha3: Sha3 }

/**
 * Reads the text as an analyst would, asks the engine, and keeps the members that were asked for.
 * Throws `value_empty` for a blank query; `items` is 0 when nothing matches.
 */
export async function runSimpleSearch(
  ports: SearchPorts,
  principal: Principal,
  search: SimpleSearch,
): Promise<EntityPage> {
  const { total, entities } = await findSimple(ports, toViewer(principal.groups), search)
  return {
    items: total,
    pages: countPages(total, search.paging.limit),
    results: entities.map((entity) => applySource(entity, search.source)),
  }
}

/** The entities themselves; throws as `runSimpleSearch`. */
export async function findSimple(
  { engine, sha3 }: SearchPorts,
  viewer: Viewer,
  search: Asked,
): Promise<SearchHits> {
  return engine.simple(viewer, toQuery(interpretQuery(search.query), search, sha3))
}

type Asked = Omit<SimpleSearch, 'source'>

function toQuery(interpreted: InterpretedQuery, search: Asked, sha3: Sha3): SimpleQuery {
  const { address, tokens } = interpreted
  const { limit, offset, sort, order } = search.paging
  return {
    ...toValues(interpreted, sha3),
    ...(address !== undefined && { address }),
    tokens,
    minimumAccuracy: search.accuracy ?? 0,
    minimumReputation: search.reputation ?? -3,
    limit,
    offset,
    ...(sort !== undefined && { sort: { field: sort, order } }),
  }
}

/**
 * A text that every format stores as typed is the value of whatever entity holds it, and the tokens
 * of an entity begin with those of its value: then the text hits have it.
 */
function toValues(
  { text, candidates, tokens }: InterpretedQuery,
  sha3: Sha3,
): Pick<SimpleQuery, 'values' | 'exact'> {
  if (tokens.length > 0 && candidates.every((candidate) => candidate.text === text)) {
    return { values: [text] }
  }
  const values = [...new Set(candidates.map((candidate) => candidate.text))]
  const valueKeys = values.map((value) => valueKey(value, sha3))
  return { values, exact: { valueKeys, ids: candidateIds(candidates, sha3) } }
}
