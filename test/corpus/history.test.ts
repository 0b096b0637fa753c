import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'

const path = '/api/search/v1/entities/history/simple'

let server: Harness
let reader: Client

beforeAll(async () => {
  server = await startHarness()
  reader = await createClient(server, ['user'])
  for (let number = 0; number < 12; number += 1) {
    const reporter = await createClient(server)
    await reporter.report({ type: 'ip', attributes: { ip: '8.8.8.8' }, reputation: 3 })
  }
})
afterAll(() => server[Symbol.asyncDispose]())
afterEach(async () => expectSuccess(await server.request('/healthz'), 200))

function find(body: unknown, query = ''): Promise<HarnessReply> {
  return reader.post(`${path}${query}`, body)
}

/** The results of a 200; the shape is what the rows below check. */
function results(reply: HarnessReply): readonly unknown[] {
  expectSuccess(reply, 200)
  return (reply.json as { readonly results: readonly unknown[] }).results
}

it.each([{}, { query: '' }, { query: '   ' }, { query: '\u200b' }])(
  'E1: %j is refused',
  async (body) => void expectError(await find(body), 400),
)

it('E3: 1,024 bytes are read, one more is refused', async () => {
  expect([200, 204]).toContain((await find({ query: 'a'.repeat(1_024) })).status)
  expectError(await find({ query: 'a'.repeat(1_025) }), 400)
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

it('E9: only documented members ever come out', async () => {
  const includes = ['origin', 'terms', '_source', '__proto__', 'constructor', 'a.b.c.d', 'user_id']
  const found = results(await find({ query: '8.8.8.8', source: { includes } }, '?limit=2'))
  expect(found).toEqual([{}, {}])
})

it.each(['0', '-1', '1001', '1.5', '', 'abc', '1e3', '0x10', '%EF%BC%99', '10%20'])(
  'E11: limit=%s is refused',
  async (limit) => void expectError(await find({ query: '8.8.8.8' }, `?limit=${limit}`), 400),
)

it('E13: page=0 is the first page, and the window ends at 10,000', async () => {
  expect(results(await find({ query: '8.8.8.8' }, '?page=0'))).toHaveLength(10)
  expectError(await find({ query: '8.8.8.8' }, '?page=-1'), 400)
  expectError(await find({ query: '8.8.8.8' }, '?limit=1000&page=11'), 400)
})

it('E15: a page past the end is empty', async () => {
  expect(results(await find({ query: '8.8.8.8' }, '?page=900'))).toEqual([])
})

it.each(['ASC', 'ascending', '1'])(
  'E17: order=%s is refused',
  async (order) => void expectError(await find({ query: '8.8.8.8' }, `?order=${order}`), 400),
)

it.each(['limit[]=1', 'limit[$gt]=0', 'limit=1&limit=2'])('E19: %s is no 500', async (query) =>
  expect([200, 400]).toContain((await find({ query: '8.8.8.8' }, `?${query}`)).status),
)
