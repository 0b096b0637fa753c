import { parsePaging, parseSource, type Principal } from '@windvane/model'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { sha3 } from '../entities/sha3.ts'
import { createSearch, type Search } from './create-search.ts'
import { type Queryable } from '../store/store.ts'
import { type SearchEngine } from './search-engine.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const principal: Principal = { userId: 'u', alias: 'u', roles: ['user'], groups: ['public'] }

const paging = parsePaging({})
const simple = { query: 'x', accuracy: undefined, reputation: undefined, source: parseSource({}) }
const kinds: Readonly<Record<keyof Search, (search: Search) => Promise<unknown>>> = {
  simple: (search) => search.simple(principal, { ...simple, paging, isExplained: false }),
  simpleHistory: (search) =>
    search.simpleHistory(principal, { ...simple, paging, isExplained: false }),
  advanced: (search) => search.advanced(principal, { body: {}, paging, isExplained: false }),
  advancedHistory: (search) =>
    search.advancedHistory(principal, { body: {}, paging, isExplained: false }),
  lookUp: (search) => search.lookUp(principal, { values: ['x'], text: undefined }),
  export: (search) => search.export(principal, { search: simple, after: undefined, limit: 10 }),
}

/** A store that is still reading. */
const store: Queryable = { query: () => new Promise(() => undefined) }

/** An engine that is still searching. */
const busy: SearchEngine = {
  simple: () => new Promise(() => undefined),
  listSimple: () => new Promise(() => undefined),
  list: () => new Promise(() => undefined),
  simpleHistory: () => new Promise(() => undefined),
  search: () => new Promise(() => undefined),
}

it.each(Object.entries(kinds))(
  '%s waits for a place, and is refused in the end',
  async (kind, ask) => {
    const limits = { perAccount: 1, atOnce: 2 }
    const search = createSearch({ store, engine: busy, sha3, limits })
    // So many simple searches take the place of one other.
    for (let taken = 0; taken < (kind === 'simple' ? 16 : 1); taken += 1) void ask(search)
    const second = expect(ask(search)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 1 })
    await vi.advanceTimersByTimeAsync(2_000)
    await second
  },
)
