import { describe } from 'vitest'

import { openTestStore } from '../store/test-store.ts'
import { testQueue } from './queue.contract.ts'

describe.runIf(process.env['TEST_DATABASE_URL'])('Queue on PostgreSQL', () => {
  testQueue(() => openTestStore())
})
