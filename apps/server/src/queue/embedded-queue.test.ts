import { describe, expect, it } from 'vitest'

import { newId } from '../store/new-id.ts'
import { openStore } from '../store/open-store.ts'
import { createTestDatabase } from '../store/test-database.ts'
import { openTestStore } from '../store/test-store.ts'
import { createQueue } from './postgres-queue.ts'
import { testQueue } from './queue.contract.ts'

describe('Queue on the embedded store', () => {
  testQueue(async () => openTestStore(await createTestDatabase('')))

  it('hands out the jobs of the former process at once', async () => {
    await using database = await createTestDatabase('')
    const subject = newId()
    {
      await using store = await openStore(database.config)
      const queue = createQueue({ store })
      await store.transaction((tx) => queue.enqueue(tx, { kind: 'run-scan', subject }))
      await queue.claim('run-scan', 1)
    }
    await using store = await openStore(database.config)
    const claimed = await createQueue({ store }).claim('run-scan', 1)
    expect(claimed).toMatchObject([{ subject, attempt: 2 }])
  })
})
