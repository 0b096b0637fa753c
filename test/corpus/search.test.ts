import { type Entity } from '@windvane/model'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createClient } from '../entities/client.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { rawRequest } from '../harness/raw-request.ts'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from '../harness/start-harness.ts'

const path = '/api/search/v1/entities/simple'

let server: Harness
let reader: KeyHeaders

beforeAll(async () => {
  server = await startHarness()
  reader = await server.keys(['user'])
  const reporter = await createClient(server)
  await reporter.report({ type: 'ip', attributes: { ip: '8.8.8.8' }, reputation: 3 })
  await reporter.report({
    type: 'malware',
    attributes: { malware: 'pdf dropper agent' },
    associations: Array.from({ length: 25 }, (_, number) => ({
      type: 'filename',
      attributes: { filename: `invoice page-${number}.pdf` },
    })),
  })
})
afterAll(() => server[Symbol.asyncDispose]())
afterEach(async () => expectSuccess(await server.request('/healthz'), 200))

function find(body: unknown, query = '', headers = reader): Promise<HarnessReply> {
  return server.request(`${path}${query}`, { method: 'POST', headers, body })
}

/** The results of a 200; the shape is what the rows below check. */
function results(reply: HarnessReply): readonly Entity[] {
  expectSuccess(reply, 200)
  return (reply.json as { readonly results: readonly Entity[] }).results
}

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

it('E9: only documented members ever come out', async () => {
  const includes = ['userID', '_source', '__proto__', 'constructor', 'a.b.c.d', 'value_key']
  expect(results(await find({ query: '8.8.8.8', source: { includes } }))).toEqual([{}])
  const withGroups = { includes: [...includes, 'visibleBy'] }
  expect(results(await find({ query: '8.8.8.8', source: withGroups }))).toEqual([
    { visibleBy: ['public'] },
  ])
})

it.each(['0', '-1', '1001', '1.5', '', 'abc', '1e3', '0x10', '%EF%BC%99', '10%20'])(
  'E11: limit=%s is refused',
  async (limit) => void expectError(await find({ query: 'invoice' }, `?limit=${limit}`), 400),
)

it('E13: page=0 is the first page', async () => {
  expect(results(await find({ query: 'invoice' }, '?page=0'))).toHaveLength(10)
})

it.each(['-1', '1000000000', '9223372036854775808'])(
  'E13: page=%s is refused',
  async (page) => void expectError(await find({ query: 'invoice' }, `?page=${page}`), 400),
)

it('E13: the window ends at 10,000', async () => {
  expect((await find({ query: 'invoice' }, '?limit=1000&page=10')).status).toBe(200)
  expectError(await find({ query: 'invoice' }, '?limit=1000&page=11'), 400)
})

it('E15: a page past the end is empty', async () => {
  expect(results(await find({ query: 'invoice' }, '?page=900'))).toEqual([])
})

it.each(['ASC', 'ascending', '1'])(
  'E17: order=%s is refused',
  async (order) => void expectError(await find({ query: 'invoice' }, `?order=${order}`), 400),
)

it.each(['limit[]=1', 'limit[$gt]=0', 'limit=1&limit=2'])('E19: %s is no 500', async (query) =>
  expect([200, 400]).toContain((await find({ query: 'invoice' }, `?${query}`)).status),
)

it('E21: a value two tenants share shows each its own side', async () => {
  const tenants = ['acme', 'umbra']
  for (const group of tenants) {
    const tenant = await createClient(server, ['reporter'], [group])
    await tenant.report({
      type: 'ip',
      attributes: { ip: '7.7.7.7', text: `seen by ${group}` },
      reputation: group === 'acme' ? -3 : 2,
      tags: [group],
    })
  }
  for (const group of tenants) {
    const keys = await server.keys(['user'], ['public', group])
    expect(results(await find({ query: '7.7.7.7' }, '', keys))).toMatchObject([
      {
        attributes: { ip: '7.7.7.7', text: `seen by ${group}` },
        reputation: group === 'acme' ? -3 : 2,
        bestReputation: group === 'acme' ? -3 : 2,
        tags: [group],
        visibleBy: [group],
      },
    ])
  }
  expectNothing(await find({ query: '7.7.7.7' }))
})

it('E23: a GET with a body is another method', async () => {
  const credentials = Object.entries(reader)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const body = '{"query":"8.8.8.8"}'
  const head = `Host: x\r\n${credentials}Content-Type: application/json\r\nContent-Length: ${body.length}`
  const bytes = `GET ${path} HTTP/1.1\r\n${head}\r\n\r\n${body}`
  const { replies } = await rawRequest(server.url, bytes, { replies: 1 })
  expect(replies).toMatchObject([{ status: 405 }])
  expect(replies[0]?.headers.get('allow')).toContain('POST')
})

it('E25: a caller who hangs up leaves the server able to answer', async () => {
  const controller = new AbortController()
  const asked = fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...reader, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'invoice' }),
    signal: controller.signal,
  })
  controller.abort()
  await expect(asked).rejects.toThrow('abort')
  expect((await find({ query: 'invoice' })).status).toBe(200)
})
