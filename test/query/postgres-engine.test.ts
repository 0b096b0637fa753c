import { type Entity, parseSearch, storedText } from '@windvane/model'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertTerms } from '../../apps/server/src/entities/statements/insert-terms.ts'
import {
  type EntityView,
  writeViews,
} from '../../apps/server/src/entities/statements/write-views.ts'
import { toRowTerms } from '../../apps/server/src/entity-rows/row-terms.ts'
import { toViewer } from '../../apps/server/src/entity-rows/visible.ts'
import { createPostgresSearchEngine } from '../../apps/server/src/search/postgres/postgres-search-engine.ts'
import { type Store } from '../../apps/server/src/store/store.ts'
import { createTestDatabase } from '../../apps/server/src/store/test-database.ts'
import { openTestStore } from '../../apps/server/src/store/test-store.ts'
import { matches } from './evaluate-query.ts'
import { generateEntity } from './generate-entity.ts'
import { generateSearch } from './generate-search.ts'
import { now } from './vocabulary.ts'

const serverUrl = process.env['TEST_DATABASE_URL']

describe('the engine on the embedded store', () => {
  holdAgainst('')
})
describe.runIf(serverUrl)('the engine on PostgreSQL', () => {
  holdAgainst(serverUrl ?? '')
})

/** Answers made-up searches as they are worked out the plain way. */
function holdAgainst(url: string): void {
  const corpus = makeCorpus(60, 1)
  // Of another group: must change nothing.
  const hidden = makeCorpus(30, 2)
  let store: Store

  beforeAll(async () => {
    store = await openTestStore(await createTestDatabase(url))
    await store.transaction(async (tx) => {
      await writeViews(tx, [...corpus.map(toView), ...hidden.map(toHiddenView)])
      const rows = [...corpus, ...hidden].map(toRowTerms)
      await insertTerms(tx, new Set(rows.flatMap(({ terms }) => terms)))
    })
  })
  afterAll(() => store[Symbol.asyncDispose]())

  it('finds what the plain way finds', async () => {
    const engine = createPostgresSearchEngine(store)
    const ids = corpus.map(({ id }) => id)
    await fc.assert(
      fc.asyncProperty(generateSearch(ids), async (body) => {
        const request = parseSearch(body, { corpus: 'entities', now })
        const page = { limit: 1_000, offset: 0, sort: [] }
        const found = await engine.search(toViewer(['public']), { ...request, ...page })
        const expected = corpus.filter((entity) => matches(request.query, entity, corpus))
        const foundIds = found.hits.map(({ record }) => record.id).toSorted()
        expect(foundIds).toEqual(expected.map(({ id }) => id).toSorted())
        expect(found.total).toBe(expected.length)
      }),
      { numRuns: 200 },
    )
  }, 120_000)
}

function makeCorpus(size: number, seed: number): readonly Entity[] {
  const made = fc.sample(generateEntity(), { numRuns: size, seed })
  return [...new Map(made.map((entity) => [entity.id, entity])).values()]
}

function toView(entity: Entity): EntityView {
  const {
    id: entityId,
    type,
    attributes,
    '@timestamp': _,
    lastSeen,
    createdAt,
    updatedAt,
    ...view
  } = entity
  return {
    entityId,
    type,
    value: storedText(type, attributes[type] ?? ''),
    audience: 'public',
    before: undefined,
    cast: [],
    votes: [],
    view: {
      ...view,
      attributes,
      lastSeen: new Date(lastSeen),
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
    },
  }
}

function toHiddenView(entity: Entity): EntityView {
  const view = toView({ ...entity, visibleBy: ['secret'] })
  return { ...view, audience: 'secret' }
}
