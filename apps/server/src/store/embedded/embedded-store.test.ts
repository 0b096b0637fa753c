import { describe } from 'vitest'

import { testStore } from '../store.contract.ts'
import { createTestDatabase } from '../test-database.ts'
import { openTestStore } from '../test-store.ts'

describe('Embedded store', () => {
  testStore(async () => openTestStore(await createTestDatabase('')))
})
