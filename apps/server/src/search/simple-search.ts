import {
  applyHistorySource,
  applySource,
  candidateIds,
  countPages,
  type Entity,
  type HistoryRecord,
  type InterpretedQuery,
  interpretQuery,
  type Paging,
  type Principal,
  type Sha3,
  type Source,
  valueKey,
} from '@windvane/model'
import { toViewer } from '../entity-rows/visible.ts'
import { describeInterpretation } from './describe-interpretation.ts'
import { explainSimpleHit } from './explain-simple-hit.ts'
import { type ExplainedHit } from './explanation.ts'
import { findSortField } from './find-sort-field.ts'
import { type Found } from './found.ts'
import { type SearchEngine, type SimpleQuery } from './search-engine.ts'

export type SimpleSearch = {
  readonly query: string
  readonly accuracy: number | undefined
  readonly reputation: number | undefined
  readonly paging: Paging
  readonly source: Source
  readonly isExplained: boolean
}

export type SearchPorts = { readonly engine: SearchEngine; readonly sha3: Sha3 }

/**
 * Reads the text as an analyst would, asks the engine, and keeps the members that were asked for.
 * Throws `value_empty` for a blank query; `items` is 0 when nothing matches.
 */
export async function searchSimple(
  { engine, sha3 }: SearchPorts,
  principal: Principal,
  search: SimpleSearch,
): Promise<Found<Entity>> {
  const interpreted = interpretQuery(search.query)
  const query = toQuery(interpreted, search, sha3)
  const { total, entities } = await engine.simple(toViewer(principal.groups), query)
  return toFound(search, {
    total,
    interpreted,
    results: entities.map((entity) => applySource(entity, search.source)),
    explain: () => entities.map((each) => explainSimpleHit({ ...each, entityId: each.id }, query)),
  })
}

/** The same over the reports as they were made. */
export async function searchHistorySimple(
  { engine, sha3 }: SearchPorts,
  principal: Principal,
  search: SimpleSearch,
): Promise<Found<HistoryRecord>> {
  findSortField(search.paging, 'history')
  const interpreted = interpretQuery(search.query)
  const query = toQuery(interpreted, search, sha3)
  const { total, records } = await engine.simpleHistory(toViewer(principal.groups), query)
  return toFound(search, {
    total,
    interpreted,
    results: records.map((record) => applyHistorySource(record, search.source)),
    explain: () =>
      records.map((each) => explainSimpleHit({ ...each, entityId: each.entityID }, query)),
  })
}

type Hits<Row> = {
  readonly total: number
  readonly interpreted: InterpretedQuery
  readonly results: readonly Partial<Row>[]
  readonly explain: () => readonly ExplainedHit[]
}

function toFound<Row>({ paging, isExplained }: SimpleSearch, hits: Hits<Row>): Found<Row> {
  const { total, results, explain } = hits
  const interpreted = describeInterpretation(hits.interpreted)
  return {
    interpreted,
    page: {
      items: total,
      pages: countPages(total, paging.limit),
      results,
      ...(isExplained && { explanation: { interpreted, hits: explain() } }),
    },
  }
}
function toQuery(interpreted: InterpretedQuery, search: SimpleSearch, sha3: Sha3): SimpleQuery {
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
