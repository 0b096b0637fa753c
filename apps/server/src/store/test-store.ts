import { openStore } from './open-store.ts'
import { type Store } from './store.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

/** A migrated store on a database of its own, which goes with the store. */
export async function openTestStore(database?: TestDatabase): Promise<Store> {
  const own = database ?? (await createTestDatabase())
  const store = await openStore(own.config)
  const dispose = store[Symbol.asyncDispose].bind(store)
  store[Symbol.asyncDispose] = async () => {
    await dispose()
    await own[Symbol.asyncDispose]()
  }
  return store
}
