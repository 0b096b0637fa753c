import { describe } from 'vitest'
import { createTestDatabase } from '../store/test-database.ts'
import { openTestStore } from '../store/test-store.ts'
import { testFeeds } from './feeds.contract.ts'

const serverUrl = process.env['TEST_DATABASE_URL']

describe('feeds on the embedded store', () => {
  testFeeds(async () => openTestStore(await createTestDatabase('')))
})

describe.runIf(serverUrl)('feeds on PostgreSQL', () => {
  testFeeds(async () => openTestStore(await createTestDatabase(serverUrl)))
})
