import {
  type Entity,
  type Paging,
  parseSearch,
  parseSource,
  type Principal,
  type Query,
  resolveField,
} from '@windvane/model'
import { toViewer } from '../entity-rows/visible.ts'
import { type Search } from '../search/create-search.ts'
import { type SearchEngine } from '../search/search-engine.ts'
import { type SearchDefinition } from './search-definition.ts'

export type FindPorts = { readonly search: Pick<Search, 'simple'>; readonly engine: SearchEngine }

export type ChangedRequest = {
  readonly definition: SearchDefinition
  readonly principal: Principal
  readonly since: Date
  /** The most that is wanted. */
  readonly limit: number
}

/**
 * The entities that a saved search finds and that changed since, the latest change first: not many
 * more than were wanted.
 */
export async function findChanged(
  ports: FindPorts,
  request: ChangedRequest,
): Promise<readonly Entity[]> {
  const changed: Entity[] = []
  const enough = Math.min(request.limit, maxWindow - pageSize)
  for (let page = 1; changed.length <= enough; page += 1) {
    const found = await findPage(ports, request, newestFirst(page))
    const fresh = found.filter(({ updatedAt }) => new Date(updatedAt) >= request.since)
    changed.push(...fresh)
    if (fresh.length < pageSize) break
  }
  return changed
}

const pageSize = 500
/** contract.md 1.8. */
const maxWindow = 10_000

function newestFirst(page: number): Paging {
  const offset = (page - 1) * pageSize
  return { limit: pageSize, page, offset, sort: 'updatedAt', order: 'desc' }
}

async function findPage(
  { search, engine }: FindPorts,
  { definition, principal, since }: ChangedRequest,
  paging: Paging,
): Promise<readonly Entity[]> {
  const { simple, advanced } = definition
  if (simple !== undefined) {
    const asked = { ...simple, source: parseSource({}), paging, isExplained: false }
    const { accuracy, reputation } = simple
    const { page } = await search.simple(principal, { ...asked, accuracy, reputation })
    // Without a source nothing of an entity is left out.
    return page.results as readonly Entity[]
  }
  const { query } = parseSearch(advanced, { corpus: 'entities', now: new Date() })
  const request = {
    corpus: 'entities',
    query: changedSince(query, since),
    aggs: new Map(),
  } as const
  const page = {
    ...paging,
    source: parseSource({}),
    sort: [{ field: updatedAt(), order: 'desc' }],
  } as const
  const { hits } = await engine.search(toViewer(principal.groups), { ...request, ...page })
  // The corpus that was asked for.
  return hits.map(({ record }) => record as Entity)
}

function changedSince(query: Query, since: Date): Query {
  const filter = [{ kind: 'range', field: updatedAt(), gte: since.toISOString() } as const]
  return { kind: 'bool', must: [query], filter, should: [], mustNot: [], minimumShould: 0 }
}

function updatedAt() {
  const field = resolveField('updatedAt', 'entities')
  if (field === undefined) throw new TypeError('Entities have updatedAt')
  return field
}
