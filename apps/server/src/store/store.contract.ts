import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

import { defineStatement, type Store } from './store.ts'

const insertNote = defineStatement('contract-insert-note', 'INSERT INTO notes VALUES ($1, $2)')
const readNote = defineStatement<{ readonly note: string }>(
  'contract-read-note',
  'SELECT note FROM notes WHERE id = $1',
)
const divide = defineStatement<{ readonly quotient: number }>(
  'contract-divide',
  'SELECT 10 / $1::integer AS quotient',
)

const endless = {
  text: 'SELECT count(*) FROM generate_series(1, 4000) a, generate_series(1, 4000000) b',
}

/** What every store must do. `open` gives an empty, migrated store; the cases share one. */
export function testStore(open: () => Promise<Store>): void {
  let store: Store

  beforeAll(async () => {
    store = await open()
    await store.query({ text: 'CREATE TABLE notes (id integer PRIMARY KEY, note text NOT NULL)' })
  })

  beforeEach(async () => {
    await store.query({ text: 'TRUNCATE notes' })
  })

  afterAll(() => store[Symbol.asyncDispose]())

  async function readNotes(): Promise<readonly string[]> {
    const rows = await store.query<{ note: string }>({ text: 'SELECT note FROM notes ORDER BY id' })
    return rows.map((row) => row.note)
  }

  it('keeps what a transaction committed and answers its result', async () => {
    const result = await store.transaction(async (tx) => {
      await tx.query(insertNote, [1, 'one'])
      return tx.query(readNote, [1])
    })
    expect(result).toEqual([{ note: 'one' }])
    expect(await readNotes()).toEqual(['one'])
  })

  it('keeps nothing of a transaction that rejects, and rejects with the same error', async () => {
    const reason = new Error('changed my mind')
    const transaction = store.transaction(async (tx) => {
      await tx.query(insertNote, [1, 'one'])
      throw reason
    })
    await expect(transaction).rejects.toBe(reason)
    expect(await readNotes()).toEqual([])
  })

  it('keeps nothing of a transaction in which a swallowed statement failed', async () => {
    const transaction = store.transaction(async (tx) => {
      await tx.query(insertNote, [1, 'one'])
      await tx.query(insertNote, [1, 'again']).catch(() => {})
    })
    await expect(transaction).rejects.toMatchObject({ code: '23505' })
    expect(await readNotes()).toEqual([])
  })

  it('runs named statements again after one of them failed', async () => {
    expect(await store.query(divide, [5])).toEqual([{ quotient: 2 }])
    await expect(store.query(divide, [0])).rejects.toMatchObject({ code: '22012' })
    expect(await store.query(divide, [2])).toEqual([{ quotient: 5 }])
    await expect(
      store.transaction(async (tx) => {
        await tx.query(divide, [0])
      }),
    ).rejects.toMatchObject({ code: '22012' })
    expect(await store.query(divide, [1])).toEqual([{ quotient: 10 }])
  })

  it('answers each of many queries in flight with its own rows', async () => {
    const divisors = Array.from({ length: 60 }, (_, index) => index % 11)
    const results = await Promise.allSettled(
      divisors.map((divisor) => store.query(divide, [divisor])),
    )
    const expected = divisors.map((divisor) =>
      divisor === 0 ? 'rejected' : [{ quotient: Math.trunc(10 / divisor) }],
    )
    expect(results.map((r) => (r.status === 'rejected' ? r.status : r.value))).toEqual(expected)
  })

  it('gives back what it was given, type by type', async () => {
    const given = {
      big: '9007199254740993',
      small: -7,
      real: 0.1,
      flag: true,
      text: 'naïve 日本 "quoted" \\ \u{1F600}',
      at: new Date('2026-02-03T04:05:06.789Z'),
      bytes: Buffer.from([0, 255, 10, 92]),
      list: ['a,b', '{"c"}', '', 'null'],
      json: { deep: [1, null, { 'k"': 'v' }] },
      network: '2001:db8::/32',
      nothing: null,
    }
    const rows = await store.query(
      {
        text: `SELECT $1::bigint AS big, $2::smallint AS small, $3::float8 AS real, $4::boolean AS flag,
          $5::text AS text, $6::timestamptz AS at, $7::bytea AS bytes, $8::text[] AS list,
          $9::jsonb AS json, $10::inet AS network, $11::text AS nothing`,
      },
      Object.values({ ...given, json: JSON.stringify(given.json) }),
    )
    expect(rows).toEqual([given])
  })

  it('runs transactions at once as if each were alone', async () => {
    await store.query(insertNote, [1, '0'])
    const increment = (): Promise<void> =>
      store.transaction(async (tx) => {
        const lock = { text: 'SELECT note FROM notes WHERE id = 1 FOR UPDATE' }
        const [row] = await tx.query<{ note: string }>(lock)
        const next = String(Number(row?.note) + 1)
        await tx.query({ text: 'UPDATE notes SET note = $1 WHERE id = 1' }, [next])
      })
    await Promise.all(Array.from({ length: 20 }, increment))
    expect(await readNotes()).toEqual(['20'])
  })

  it('does not let a query beside a transaction see or join it', async () => {
    let beside: Promise<unknown> | undefined
    const transaction = store.transaction(async (tx) => {
      await tx.query(insertNote, [1, 'one'])
      beside = store.query(insertNote, [2, 'two'])
      await tx.query(insertNote, [3, 'three'])
      throw new Error('undone')
    })
    await expect(transaction).rejects.toThrow('undone')
    await beside
    expect(await readNotes()).toEqual(['two'])
  })

  it('runs afterCommit actions after a commit, and never after a rollback', async () => {
    const seen: string[] = []
    await store.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('committed'))
      await tx.query(insertNote, [1, 'one'])
      seen.push('working')
    })
    const failing = store.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('never'))
      await tx.query(insertNote, [1, 'again'])
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    expect(seen).toEqual(['working', 'committed'])
  })

  it('refuses a query of a transaction that has ended', async () => {
    const tx = await store.transaction((inner) => Promise.resolve(inner))
    await expect(tx.query(divide, [1])).rejects.toThrow('the transaction has ended')
  })

  it('gives up a query at the end of its budget and serves the next one', async () => {
    await store.query(insertNote, [1, 'kept'])
    const query = store.query(endless, [], { budgetMs: 200 })
    await expect(query).rejects.toMatchObject({ code: 'query_timeout', status: 503 })
    expect(await readNotes()).toEqual(['kept'])
    const transaction = store.transaction(async (tx) => {
      await tx.query(insertNote, [2, 'lost'])
      await tx.query(endless, [], { budgetMs: 200 })
    })
    await expect(transaction).rejects.toMatchObject({ code: 'query_timeout' })
    expect(await readNotes()).toEqual(['kept'])
  })

  it('lets the others notice nothing when one query is given up', async () => {
    const slow = store.query(endless, [], { budgetMs: 200 })
    const divisions = Array.from({ length: 20 }, () => store.query(divide, [5]))
    const transaction = store.transaction((tx) => tx.query(insertNote, [1, 'one']))
    await expect(slow).rejects.toMatchObject({ code: 'query_timeout' })
    expect(await Promise.all(divisions)).toEqual(divisions.map(() => [{ quotient: 2 }]))
    await transaction
    expect(await readNotes()).toEqual(['one'])
  })

  it('ends a transaction that waits for something else for too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { promise: isInside, resolve: enter } = Promise.withResolvers<void>()
    const transaction = store.transaction(async (tx) => {
      await tx.query(insertNote, [1, 'one'])
      enter()
      await new Promise(() => {})
    })
    await isInside
    vi.advanceTimersByTime(60_000)
    await expect(transaction).rejects.toMatchObject({ code: 'unavailable' })
    expect(await readNotes()).toEqual([])
  })

  it('finds the schema in place', async () => {
    expect(await store.query({ text: 'SELECT * FROM entities' })).toEqual([])
  })

  it('refuses queries once disposed', async () => {
    const other = await open()
    await other[Symbol.asyncDispose]()
    await expect(other.query(divide, [1])).rejects.toThrow()
  })
}
