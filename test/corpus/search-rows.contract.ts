import { expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type HarnessReply } from '../harness/start-harness.ts'

type Find = (body: unknown, query?: string) => Promise<HarnessReply>

/** What a simple search answers to bad input, over entities and history alike; `manyHits` finds more than a page. */
export function testSearchRows(find: Find, manyHits: string): void {
  it.each([{}, { query: '' }, { query: '   ' }, { query: '\u200b' }])(
    'E1: %j is refused',
    async (body) => void expectError(await find(body), 400),
  )

  it('E3: 1,024 bytes are read, one more is refused, 65 KiB too', async () => {
    expect([200, 204]).toContain((await find({ query: 'a'.repeat(1_024) })).status)
    expectError(await find({ query: 'a'.repeat(1_025) }), 400)
    expectError(await find({ query: 'a '.repeat(32_768) }), 400)
  })

  it.each([
    Array.from({ length: 500 }, (_, number) => number.toString(36))
      .join(' ')
      .slice(0, 1_024),
    'word '.repeat(200),
    '😀 👩‍👩‍👧',
    `a${'\u0301'.repeat(500)}`,
  ])('E5: %# tokens without end are answered', async (query) => {
    expect([200, 204]).toContain((await find({ query })).status)
  })

  it.each([-4, 4, 'x'])(
    'E7: reputation %j is refused',
    async (reputation) => void expectError(await find({ query: '8.8.8.8', reputation }), 400),
  )

  it.each(['0', '-1', '1001', '1.5', '', 'abc', '1e3', '0x10', '%EF%BC%99', '10%20'])(
    'E11: limit=%s is refused',
    async (limit) => void expectError(await find({ query: manyHits }, `?limit=${limit}`), 400),
  )

  it('E13: page=0 is the first page', async () => {
    expect(results(await find({ query: manyHits }, '?page=0'))).toHaveLength(10)
  })

  it.each(['-1', '1000000000', '9223372036854775808'])(
    'E13: page=%s is refused',
    async (page) => void expectError(await find({ query: manyHits }, `?page=${page}`), 400),
  )

  it('E13: the window ends at 10,000', async () => {
    expect((await find({ query: manyHits }, '?limit=1000&page=10')).status).toBe(200)
    expectError(await find({ query: manyHits }, '?limit=1000&page=11'), 400)
  })

  it('E15: a page past the end is empty', async () => {
    expect(results(await find({ query: manyHits }, '?page=900'))).toEqual([])
  })

  it.each(['ASC', 'ascending', '1'])(
    'E17: order=%s is refused',
    async (order) => void expectError(await find({ query: manyHits }, `?order=${order}`), 400),
  )

  it.each(['limit[]=1', 'limit[$gt]=0', 'limit=1&limit=2'])('E19: %s is no 500', async (query) =>
    expect([200, 400]).toContain((await find({ query: manyHits }, `?${query}`)).status),
  )
}

/** The results of a 200; the shape is what the rows below check. */
export function results<Row = unknown>(reply: HarnessReply): readonly Row[] {
  expectSuccess(reply, 200)
  return (reply.json as { readonly results: readonly Row[] }).results
}
