import { describe } from 'vitest'
import { openTestStore } from '../../store/test-store.ts'
import { createTestDatabase } from '../../store/test-database.ts'
import { testAdvancedSearch } from '../advanced-search.contract.ts'
import { testAggregations } from '../aggregations.contract.ts'
import { testManyTerms } from '../many-terms.contract.ts'
import { testSearchEngine } from '../search-engine.contract.ts'
import { createPostgresSearchEngine } from './postgres-search-engine.ts'

const serverUrl = process.env['TEST_DATABASE_URL']

describe('SearchEngine on the embedded store', () => {
  testSearchEngine(() => open(''))
  testAdvancedSearch(() => open(''))
  testManyTerms(() => open(''))
  testAggregations(() => open(''))
})

describe.runIf(serverUrl)('SearchEngine on PostgreSQL', () => {
  testSearchEngine(() => open(serverUrl ?? ''))
  testAdvancedSearch(() => open(serverUrl ?? ''))
  testManyTerms(() => open(serverUrl ?? ''))
  testAggregations(() => open(serverUrl ?? ''))
})

async function open(url: string) {
  const store = await openTestStore(await createTestDatabase(url))
  return { store, engine: createPostgresSearchEngine(store) }
}
