import { expect, it } from 'vitest'
import { parseSearch } from '@windvane/model'
import { toViewer } from '../../apps/server/src/entity-rows/visible.ts'
import { createPostgresSearchEngine } from '../../apps/server/src/search/postgres/postgres-search-engine.ts'
import { createTestDatabase } from '../../apps/server/src/store/test-database.ts'
import { openTestStore } from '../../apps/server/src/store/test-store.ts'
import { matches } from './evaluate-query.ts'
import { corpus, fill, idField } from './engines-agree.test.ts'
import { now } from './vocabulary.ts'
it('x', async () => {
  await using store = await openTestStore(await createTestDatabase(''))
  await fill(store)
  const engine = createPostgresSearchEngine(store)
  for (const q of [{"term":{"attributes.text":{"value":"GOOGLE","case_insensitive":true}}},{"wildcard":{"type":{"value":"*xt","case_insensitive":false}}},{"wildcard":{"type":{"value":"*xt"}}}]) {
    const request = parseSearch({query: {should:[q]}}, { corpus: 'entities', now })
    const hits = corpus.filter((entity) => matches(request.query, entity, corpus)).map(e=>e.id)
    const found = await engine.search(toViewer(['public']), { ...request, sort: [{ field: idField, order: 'asc' }], limit: 1000, offset: 0 })
    const ids = found.hits.map(({record})=>record.id)
    console.log(JSON.stringify(q), JSON.stringify(request.query), hits.length, found.total)
    console.log(corpus.filter(e=> hits.includes(e.id) && !ids.includes(e.id)).map(e=>JSON.stringify(e)), corpus.filter(e=> !hits.includes(e.id) && ids.includes(e.id)).map(e=>JSON.stringify(e)))
    const [row]= await store.query({text:`select terms from entities where audience='public' and id = any($1::text[])`},[hits.filter(x=>!ids.includes(x)).slice(0,1)])
    console.log(JSON.stringify(row))
  }
  expect(1).toBe(1)
}, 100000)
