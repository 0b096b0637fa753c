import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createClient } from '../entities/client.ts'
import { expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { rawRequest } from '../harness/raw-request.ts'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from '../harness/start-harness.ts'
import { results, testSearchRows } from './search-rows.contract.ts'

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

testSearchRows(find, 'invoice')

it('E9: only documented members ever come out', async () => {
  const includes = ['userID', '_source', '__proto__', 'constructor', 'a.b.c.d', 'value_key']
  expect(results(await find({ query: '8.8.8.8', source: { includes } }))).toEqual([{}])
  const withGroups = { includes: [...includes, 'visibleBy'] }
  expect(results(await find({ query: '8.8.8.8', source: withGroups }))).toEqual([
    { visibleBy: ['public'] },
  ])
})

it('E21: a value two tenants share shows each its own side', async () => {
  const tenants = ['acme', 'umbra']
  for (const group of tenants) {
    const tenant = await createClient(server, ['reporter'], [group])
    await tenant.report({
      type: 'ip',
      attributes: { ip: '7.7.7.7', text: `seen by ${group}` },
      reputation: group === 'acme' ? -3 : 2,
      tags: [group],
      visibleBy: [group],
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
