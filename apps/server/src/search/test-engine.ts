import { afterAll, beforeAll } from 'vitest'
import { type Store } from '../store/store.ts'
import { type SearchEngine } from './search-engine.ts'

/** A search engine under test, and the store that it searches. */
export type Opened = { readonly store: Store; readonly engine: SearchEngine }

/** Opens an engine for the tests of a file, fills its store, and closes it behind them. */
export function openForTests(
  open: () => Promise<Opened>,
  fill: (opened: Opened) => Promise<unknown>,
): () => Opened {
  let opened: Opened | undefined
  beforeAll(async () => {
    opened = await open()
    await fill(opened)
  })
  afterAll(() => opened?.store[Symbol.asyncDispose]())
  return () => {
    if (opened === undefined) throw new Error('No engine is open outside of a test')
    return opened
  }
}
