import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { id8 } from '../entities/google.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'

const simple = '/api/search/v1/entities/history/simple'
const advanced = '/api/search/v1/entities/history/advanced'

let server: Harness
let reader: Client

beforeAll(async () => {
  server = await startHarness()
  reader = await createClient(server, ['user'])
  for (const reputation of [3, 1, -1]) {
    const reporter = await createClient(server)
    await reporter.report({ type: 'ip', attributes: { ip: '8.8.8.8' }, reputation, tags: ['dns'] })
  }
  const insider = await createClient(server, ['reporter'], ['acme', 'public'])
  const secret = { type: 'ip', attributes: { ip: '8.8.8.8', text: 'secret' }, reputation: -3 }
  await insider.report({ ...secret, visibleBy: ['acme'] })
  const shared = { type: 'domain', attributes: { domain: 'shared.example' } }
  await insider.report({ ...shared, visibleBy: ['acme', 'public'] })
})
afterAll(() => server[Symbol.asyncDispose]())

type HistoryPage = {
  readonly items: number
  readonly results: readonly Readonly<Record<string, unknown>>[]
  readonly aggregations: Readonly<Record<string, { readonly buckets: readonly unknown[] }>>
}

/** The body of a 200, read loosely, as a client would. */
function toPage(reply: HarnessReply): HistoryPage {
  expectSuccess(reply, 200)
  return reply.json as HistoryPage
}

it('case 93: the reports of an address, each as it was made', async () => {
  const page = toPage(await reader.post(simple, { query: '8.8.8.8' }))
  expect(page.items).toBe(3)
  for (const record of page.results) {
    expect(Object.keys(record).toSorted()).toEqual([
      '@timestamp',
      'accuracy',
      'attributes',
      'entityID',
      'id',
      'reputation',
      'tags',
      'type',
      'userID',
      'visibleBy',
      'wellKnown',
    ])
    expect(record).toMatchObject({ entityID: id8, type: 'ip', attributes: { ip: '8.8.8.8' } })
  }
  expect(page.results.map(({ reputation }) => reputation)).toEqual([-1, 1, 3])
  const source = { includes: ['attributes.value', 'entityID'], excludes: [] }
  const few = toPage(await reader.post(simple, { query: '8.8.8.8', source }))
  const both = { entityID: id8, attributes: { ip: '8.8.8.8', value: '8.8.8.8' } }
  expect(few.results).toEqual([both, both, both])
})

it('case 94: reports of a time, with a mean in each bucket', async () => {
  const query = { filter: [{ range: { '@timestamp': { gte: 'now-1h' } } }] }
  const aggs = {
    types: {
      terms: { field: 'type' },
      aggs: { avg_reputation: { avg: { field: 'reputation' } } },
    },
  }
  const page = toPage(await reader.post(advanced, { query, aggs }))
  expect(page.aggregations['types']?.buckets).toEqual([
    { key: 'ip', doc_count: 3, avg_reputation: { value: 1 } },
    { key: 'domain', doc_count: 1, avg_reputation: { value: 0 } },
  ])
  expectNothing(
    await reader.post(advanced, {
      query: { filter: [{ range: { '@timestamp': { lt: '2020' } } }] },
    }),
  )
})

it('the groups of others are not named, and what is theirs is not counted', async () => {
  const aggs = { groups: { terms: { field: 'visibleBy', min_doc_count: 0 } } }
  const page = toPage(await reader.post(advanced, { aggs }))
  expect(page.items).toBe(4)
  expect(page.aggregations['groups']?.buckets).toEqual([{ key: 'public', doc_count: 4 }])
  expect(JSON.stringify(page)).not.toContain('acme')
  const foreign = { filter: [{ terms: { visibleBy: ['acme'] } }] }
  expectNothing(await reader.post(advanced, { query: foreign }))
})

it('sorts by a field of its records alone', async () => {
  const page = toPage(await reader.post(`${simple}?sort=reputation`, { query: '8.8.8.8' }))
  expect(page.results.map(({ reputation }) => reputation)).toEqual([-1, 1, 3])
  for (const path of [simple, advanced]) {
    expectError(await reader.post(`${path}?sort=lastSeen`, { query: '8.8.8.8' }), 400)
  }
})

it('the older path answers as the new', async () => {
  const body = { query: { must: [{ term: { type: 'ip' } }] } }
  const older = await reader.post('/api/search/v1/entities/history', body)
  expect(toPage(older)).toEqual(toPage(await reader.post(advanced, body)))
})

it('explains why a report is there', async () => {
  const reply = await reader.post(`${simple}?explain=1&limit=1`, { query: '8.8.8.8' })
  expect(reply.json).toMatchObject({
    explanation: {
      interpreted: 'ip "8.8.8.8"',
      hits: [{ reasons: [{ match: 'value', text: '8.8.8.8' }, { match: 'words' }] }],
    },
  })
})
