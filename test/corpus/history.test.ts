import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'
import { results, testSearchRows } from './search-rows.contract.ts'

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

testSearchRows(find, '8.8.8.8')

it('E9: only documented members ever come out', async () => {
  const includes = ['origin', 'terms', '_source', '__proto__', 'constructor', 'a.b.c.d', 'user_id']
  const found = results(await find({ query: '8.8.8.8', source: { includes } }, '?limit=2'))
  expect(found).toEqual([{}, {}])
})
