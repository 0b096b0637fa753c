import { describe } from 'vitest'

import { testStore } from '../store.contract.ts'
import { openTestStore } from '../test-store.ts'

const serverUrl = process.env['TEST_DATABASE_URL']

describe.runIf(serverUrl)('PostgreSQL store', () => {
  testStore(openTestStore)
})
