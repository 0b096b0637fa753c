import { type Entity, parseSearch } from '@windvane/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertTerms } from '../../apps/server/src/entities/statements/insert-terms.ts'
import {
  type EntityView,
  writeViews,
} from '../../apps/server/src/entities/statements/write-views.ts'
import { toRowTerms } from '../../apps/server/src/entity-rows/row-terms.ts'
import { toViewer } from '../../apps/server/src/entity-rows/visible.ts'
import { createPostgresSearchEngine } from '../../apps/server/src/search/postgres/postgres-search-engine.ts'
import { type SearchEngine } from '../../apps/server/src/search/search-engine.ts'
import { type Store } from '../../apps/server/src/store/store.ts'
import { createTestDatabase } from '../../apps/server/src/store/test-database.ts'
import { openTestStore } from '../../apps/server/src/store/test-store.ts'
import { evaluateAggregations } from './evaluate-aggregation.ts'
import { matches } from './evaluate-query.ts'
import { generateEntity } from './generate-entity.ts'
import { generateSearch } from './generate-search.ts'
import { now } from './vocabulary.ts'

/** `SEARCHES=20000 ENTITIES=5000` is the full measure; fewer for every day. */
const searches = Number(process.env['SEARCHES'] ?? 300)
const size = Number(process.env['ENTITIES'] ?? 400)
const seed = Number(process.env['SEED'] ?? 1)

const corpus = makeCorpus(size, 1)
/** Of another group: must change nothing. */
const hidden = makeCorpus(Math.ceil(size / 3), 2)
const viewer = toViewer(['public'])
const serverUrl = process.env['TEST_DATABASE_URL'] ?? ''

describe('made-up searches find and count the same as worked out the plain way', () => {
  const places = ['embedded', ...(serverUrl === '' ? [] : ['PostgreSQL'])]

  it(
    `${searches} searches over ${corpus.length} entities, ${places.join(' and ')}`,
    async () => {
      const urls = ['', ...(serverUrl === '' ? [] : [serverUrl])]
      await using stores = new AsyncDisposableStack()
      const engines: SearchEngine[] = []
      for (const url of urls) {
        const store = stores.use(await openTestStore(await createTestDatabase(url)))
        await fill(store)
        engines.push(createPostgresSearchEngine(store))
      }
      const property = fc.asyncProperty(generateSearch(corpus.map(({ id }) => id)), (body) =>
        expectSame(engines, body),
      )
      await fc.assert(property, { numRuns: searches, seed })
    },
    2 * 3_600_000,
  )
})

async function fill(store: Store): Promise<void> {
  const views = [
    ...corpus.map((entity) => toView(entity, 'public')),
    ...hidden.map((entity) => toView({ ...entity, visibleBy: ['secret'] }, 'secret')),
  ]
  for (let from = 0; from < views.length; from += 500) {
    await writeViews(store, views.slice(from, from + 500))
  }
  const words = [...corpus, ...hidden].flatMap((entity) => toRowTerms(entity).terms)
  await insertTerms(store, new Set(words))
}

async function expectSame(engines: readonly SearchEngine[], body: unknown): Promise<void> {
  const request = parseSearch(body, { corpus: 'entities', now })
  const hits = corpus.filter((entity) => matches(request.query, entity, corpus))
  const ids = hits.map(({ id }) => id).toSorted()
  const buckets = plain(evaluateAggregations(request.aggs, hits, corpus))
  const byId = { field: idField, order: 'asc' } as const
  const page = { ...request, sort: [byId], limit: 1_000, offset: 0 }
  const answers = await Promise.all(engines.map((engine) => engine.search(viewer, page)))
  for (const found of answers) {
    expect(found.total).toBe(ids.length)
    expect(found.hits.map(({ record }) => record.id)).toEqual(ids.slice(0, 1_000))
    if (request.aggs.size > 0) expect(settle(plain(found.aggregations), buckets)).toEqual(buckets)
  }
}

const idField = { name: 'id', kind: 'id', source: { of: 'member', name: 'id' } } as const

/** As it is sent; scores are not worked out the plain way. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) =>
    ['_score', 'max_score', '_index'].includes(key) ? undefined : each,
  )
}

/** The figures of `found` that agree with those of `expected` to nine digits, as those have them. */
function settle(found: unknown, expected: unknown): unknown {
  if (typeof found === 'number' && typeof expected === 'number') {
    const isNear = Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected))
    return isNear ? expected : found
  }
  if (Array.isArray(found) && Array.isArray(expected)) {
    return found.map((each, index) => settle(each, expected[index]))
  }
  if (!isObject(found) || !isObject(expected)) return found
  return Object.fromEntries(
    Object.entries(found).map(([key, each]) => [key, settle(each, expected[key])]),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toView(entity: Entity, audience: string): EntityView {
  const { id, type, '@timestamp': updated, createdAt, lastSeen, ...view } = entity
  return {
    entityId: id,
    audience,
    type,
    value: String(entity.attributes[type]),
    view: {
      ...view,
      createdAt: new Date(createdAt),
      updatedAt: new Date(updated),
      lastSeen: new Date(lastSeen),
    },
    votes: [],
    cast: [],
    before: undefined,
    seen: undefined,
  }
}

function makeCorpus(count: number, corpusSeed: number): readonly Entity[] {
  const made = fc.sample(generateEntity(), { numRuns: 3 * count, seed: corpusSeed })
  const known = new Map(made.map((entity) => [entity.id, withInstants(entity)]))
  return [...known.values()].slice(0, count)
}

/** Dates in the form in which records have them. */
function withInstants(entity: Entity): Entity {
  const names = ['lastSeen', '@timestamp', 'createdAt', 'updatedAt'] as const
  const dates = names.map((name) => [name, new Date(entity[name]).toISOString()])
  return { ...entity, ...Object.fromEntries(dates) }
}
