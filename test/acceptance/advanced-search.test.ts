import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { google, id8 } from '../entities/google.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'

const path = '/api/search/v1/entities/advanced'

let server: Harness
let reporter: Client
let reader: Client

beforeAll(async () => {
  server = await startHarness()
  reporter = await createClient(server, ['user', 'reporter'], ['public', 'g2'])
  reader = await createClient(server, ['user'])
  await reporter.report({ ...google, visibleBy: ['public'] })
  const texts = ['Google public DNS server', 'a public DNS service', 'googl']
  for (const [index, text] of texts.entries()) {
    const attributes = { ip: `8.8.4.${index}`, text, label: 'Google DNS', country_code: 'US' }
    const reputation = index - 2
    await reporter.report({ type: 'ip', attributes, reputation, visibleBy: ['public'] })
  }
  await reporter.report({
    type: 'domain',
    attributes: { domain: 'hidden.example' },
    visibleBy: ['g2'],
  })
  const types = [
    'malware',
    'threat',
    'filename',
    'hostname',
    'city',
    'md5',
    'email-address',
    'file',
  ]
  for (const type of types.slice(0, 5)) {
    const attributes = { [type]: `sample ${type}` }
    await reporter.report({ type, attributes, visibleBy: ['public'] })
  }
  const others = { asn: 64_500, 'mac-address': '00:1b:63:84:45:e6', text: 'words', base64: 'aGk=' }
  for (const [type, value] of Object.entries(others)) {
    await reporter.report({ type, attributes: { [type]: value }, visibleBy: ['public'] })
  }
})
afterAll(() => server[Symbol.asyncDispose]())

function find(body: unknown, query = ''): Promise<HarnessReply> {
  return reader.post(`${path}${query}`, body)
}

type Bucket = Readonly<Record<string, unknown>> & { readonly key: unknown }

type Page = {
  readonly items: number
  readonly results: readonly Readonly<Record<string, unknown>>[]
  readonly aggregations: Readonly<
    Record<string, { readonly buckets: readonly Bucket[]; readonly sum_other_doc_count: number }>
  >
}

/** The body of a 200, read loosely, as a client would. */
function toPage(reply: HarnessReply): Page {
  expectSuccess(reply, 200)
  return reply.json as Page
}

it('case 79: the documented sample', async () => {
  const page = toPage(
    await find({
      query: {
        must: [{ term: { type: { value: 'ip' } } }],
        should: [{ match: { 'attributes.aso': { query: 'google' } } }],
        must_not: [{ range: { reputation: { lt: -3 } } }],
      },
      aggs: {
        types: { terms: { field: 'type.keyword' } },
        reputations: {
          range: {
            field: 'reputation',
            ranges: [
              { from: -3, to: 0 },
              { from: 0, to: 1 },
              { from: 1, to: 3 },
            ],
          },
        },
      },
      source: { includes: ['id', 'type', 'attributes.value', 'reputation'], excludes: [] },
    }),
  )
  expect(Object.keys(page).toSorted()).toEqual(['aggregations', 'items', 'pages', 'results'])
  expect(page.results[0]).toEqual({
    id: id8,
    type: 'ip',
    attributes: { ip: '8.8.8.8' },
    reputation: 3,
  })
  expect(page.items).toBe(4)
  expect(page.aggregations['types']?.buckets[0]).toEqual({ key: 'ip', doc_count: 4 })
  expect(page.aggregations['reputations']?.buckets).toEqual([
    { key: '-3.0-0.0', from: -3, to: 0, doc_count: 2 },
    { key: '0.0-1.0', from: 0, to: 1, doc_count: 1 },
    { key: '1.0-3.0', from: 1, to: 3, doc_count: 0 },
  ])
})

it('case 80: a clause list that is no list is refused', async () => {
  const reply = await find({ query: { must: { term: { type: 'ip' } } } })
  expect(expectError(reply, 400).message).toBe('incorrect json format')
})

it('case 81: a single clause in place of the bool object', async () => {
  const body = { query: { bool: { filter: [{ term: { type: { value: 'ip' } } }] } } }
  expect(toPage(await find(body)).items).toBe(4)
})

it('case 82: what a browser client sends', async () => {
  const page = toPage(
    await find({
      query: { must: [], should: [], must_not: [], filter: [] },
      aggs: { types: { terms: { field: 'type.keyword' } } },
      source: { includes: [], excludes: [] },
    }),
  )
  expect(page.results).toHaveLength(10)
  expect(page.aggregations['types']?.buckets.length).toBeGreaterThan(0)
})

describe('case 83: every clause in its documented form', () => {
  it.each([
    [{ bool: { must: [{ term: { type: 'ip' } }], minimum_should_match: 0 } }, 4],
    [{ term: { type: { value: 'ip' } } }, 4],
    [{ term: { type: 'ip' } }, 4],
    [{ terms: { tags: ['dns', 'other'] } }, 6],
    [{ ids: { values: [id8] } }, 1],
    [{ range: { reputation: { gte: -3, lte: -1 } } }, 2],
    [{ range: { reputation: { gte: '-3', lte: '-1' } } }, 2],
    [{ range: { lastSeen: { gte: 'now-24h' } } }, 16],
    [{ range: { lastSeen: { lt: '2022-05-18||/M' } } }, 0],
    [{ exists: { field: 'attributes.country' } }, 2],
    [{ prefix: { 'attributes.aso.keyword': 'google l' } }, 1],
    [{ prefix: { 'attributes.aso': { value: 'GOOG', case_insensitive: true } } }, 1],
    [{ fuzzy: { 'attributes.text': { value: 'gooogl', fuzziness: 2 } } }, 2],
    [{ wildcard: { 'attributes.text.keyword': { value: 'google*dns*' } } }, 1],
    [{ regexp: { 'attributes.country.keyword': 'Uni.*' } }, 2],
    [{ match: { 'attributes.ip': { query: '8.8.8.8' } } }, 1],
    [{ match: { 'attributes.text': 'public' } }, 2],
    [{ multi_match: { query: 'google dns', fields: ['attributes.text'] } }, 2],
    [{ match_bool_prefix: { 'attributes.text': { query: 'public dns serv' } } }, 2],
    [{ match_phrase: { 'attributes.text': { query: 'public DNS server' } } }, 1],
    [{ match_phrase_prefix: { 'attributes.text': { query: 'public DNS serv' } } }, 2],
    [
      {
        query_string: {
          query: 'attributes.text:"public DNS" AND type:ip',
          default_operator: 'AND',
        },
      },
      2,
    ],
    [
      {
        simple_query_string: {
          query: 'google dns',
          fields: ['attributes.text'],
          default_operator: 'AND',
        },
      },
      1,
    ],
  ])('%j', async (clause, items) => {
    const reply = await find({ query: { must: [clause] } })
    if (items === 0) expectNothing(reply)
    else expect(toPage(reply).items).toBe(items)
  })
})

it('case 84: what is not known and scripts are refused', async () => {
  expectError(await find({ query: { must: [{ foo: {} }] } }), 400)
  expectError(await find({ script_fields: { x: { script: '1' } } }), 400)
})

it('case 85: ten buckets unless told, and how many records are in the others', async () => {
  const { aggregations } = toPage(await find({ aggs: { types: { terms: { field: 'type' } } } }))
  expect(aggregations['types']?.buckets).toHaveLength(10)
  expect(aggregations['types']?.sum_other_doc_count).toBeGreaterThan(0)
})

it('case 86: dates by month', async () => {
  const aggs = { months: { date_histogram: { field: 'lastSeen', interval: 'month' } } }
  const { aggregations } = toPage(await find({ aggs }))
  const now = new Date()
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
  expect(aggregations['months']?.buckets.at(-1)).toEqual({
    key: month.getTime(),
    key_as_string: month.toISOString(),
    doc_count: expect.any(Number),
  })
})

it('case 87: aggregations without hits', async () => {
  const page = toPage(await find({ aggs: { types: { terms: { field: 'type' } } } }, '?limit=0'))
  expect(page).toMatchObject({ results: [], pages: 0 })
  expect(page.items).toBeGreaterThan(0)
  expect(page.aggregations['types']?.buckets.length).toBeGreaterThan(0)
})

it('case 88: a foreign group matches nothing', async () => {
  const query = { filter: [{ terms: { visibleBy: ['g2'] } }] }
  expectNothing(await find({ query }))
  expect(toPage(await reporter.post(path, { query })).items).toBeGreaterThan(0)
})

it('nothing found with aggregations is a reply of empty buckets', async () => {
  const query = { must: [{ term: { type: 'phone' } }] }
  expectNothing(await find({ query }))
  const aggs = { types: { terms: { field: 'type' } }, mean: { avg: { field: 'reputation' } } }
  expect(toPage(await find({ query, aggs }))).toEqual({
    items: 0,
    pages: 0,
    results: [],
    aggregations: {
      types: { doc_count_error_upper_bound: 0, sum_other_doc_count: 0, buckets: [] },
      mean: { value: null },
    },
  })
  expect(toPage(await find({ query, aggs: {} }))).toMatchObject({ aggregations: {} })
})

it('the older path answers as the new', async () => {
  const body = { query: { must: [{ term: { type: 'ip' } }] } }
  const reply = await reader.post('/api/search/v1/entities?sort=id', body)
  expect(toPage(reply)).toEqual(toPage(await find(body, '?sort=id')))
  const related = await reader.get(`/api/search/v1/associations/${id8}?types=domain&sort=id`)
  const now = await reader.get(`/api/search/v1/entity/${id8}/relations?types=domain&sort=id`)
  expect(toPage(related)).toEqual(toPage(now))
})

describe('pages', () => {
  it('go on behind the last hit by what a header tells', async () => {
    const seen: unknown[] = []
    let after: unknown
    for (;;) {
      const reply = await find(
        { ...(after !== undefined && { search_after: after }), source: { includes: ['id'] } },
        '?limit=4&sort=type',
      )
      const { results } = toPage(reply)
      if (results.length === 0) break
      seen.push(...results.map(({ id }) => id))
      after = JSON.parse(reply.headers.get('x-search-after') ?? 'null')
    }
    const { results } = toPage(await find({}, '?limit=1000&sort=type'))
    expect(seen).toEqual(results.map(({ id }) => id))
  })

  it('page numbers do not go with search_after', async () => {
    const reply = await find({ search_after: ['ip'] }, '?sort=type&page=2')
    expect(expectError(reply, 400).param).toBe('page')
  })

  it('collapse keeps the first hit of each value', async () => {
    const { results } = toPage(await find({ collapse: { field: 'type.keyword' } }, '?limit=1000'))
    const types = results.map(({ type }) => type)
    expect(new Set(types).size).toBe(types.length)
  })

  it('a field that no record has cannot be sorted by', async () => {
    expectError(await find({}, '?sort=nothing'), 400)
  })
})

describe('how a query was read', () => {
  it('is told by a header, and on request with the reasons for each hit', async () => {
    const query = {
      must: [{ term: { type: 'ip' } }],
      should: [{ match: { 'attributes.aso': 'google' } }, { term: { tags: 'none' } }],
    }
    const reply = await find({ query }, '?explain=1')
    const interpreted = reply.headers.get('x-interpreted')
    expect(interpreted).toContain('type is "ip"')
    const { explanation, results } = reply.json as {
      readonly explanation: { readonly interpreted: string; readonly hits: readonly unknown[] }
      readonly results: readonly unknown[]
    }
    expect(explanation.interpreted).toBe(interpreted)
    expect(explanation.hits).toHaveLength(results.length)
    expect(explanation.hits[0]).toMatchObject({
      id: id8,
      score: expect.any(Number),
      reasons: [
        { match: 'clause', field: 'type', text: 'type is "ip"' },
        { match: 'clause', field: 'attributes.aso', text: 'attributes.aso is "google"' },
      ],
    })
    expect(explanation.hits[1]).toMatchObject({ reasons: [{ field: 'type' }] })
    expect((await find({ query })).json).not.toHaveProperty('explanation')
    expectError(await find({ query }, '?explain=yes'), 400)
    const told = await find({ query }, '?explain=true')
    expect(told.json).toEqual(reply.json)
    expect((await find({ query }, '?explain=false')).json).not.toHaveProperty('explanation')
  })

  it('is told by the header where nothing was found, too', async () => {
    const simple = '/api/search/v1/entities/simple'
    const address = await reader.post(simple, { query: '203.0.113[.]254' })
    expectNothing(address)
    expect(address.headers.get('x-interpreted')).toBe('ip "203.0.113.254"')
    const clauses = await find({ query: { must: [{ term: { type: 'nothing-like-it' } }] } })
    expectNothing(clauses)
    expect(clauses.headers.get('x-interpreted')).toContain('type is "nothing-like-it"')
  })

  it.each([
    { query: { must_not: [{ term: { tags: 'none' } }] } },
    { query: { filter: [{ bool: { must_not: [{ term: { tags: 'none' } }] } }] } },
    { query: { must: [{ query_string: { query: 'NOT tags:none' } }] } },
  ])('has no reasons where all was only refused: %j', async (body) => {
    for (const path of ['entities/advanced', 'entities/history/advanced']) {
      for (const limit of [0, 2]) {
        const url = `/api/search/v1/${path}?explain=1&limit=${limit}`
        const reply = await reader.post(url, body)
        expect(reply.status).toBe(200)
        const { hits } = (reply.json as { readonly explanation: Explained }).explanation
        expect(hits).toHaveLength(limit)
        for (const hit of hits) expect(hit.reasons).toEqual([])
      }
    }
  })

  it('of a simple search names the value, the network and the fields with the words', async () => {
    const simple = '/api/search/v1/entities/simple'
    const address = await reader.post(`${simple}?explain=1`, { query: '8.8.8[.]8' })
    expect(address.headers.get('x-interpreted')).toBe('ip "8.8.8.8"')
    expect(address.json).toMatchObject({
      explanation: {
        interpreted: 'ip "8.8.8.8"',
        hits: [
          {
            id: id8,
            reasons: [
              { match: 'value', field: 'attributes.ip', text: '8.8.8.8' },
              { match: 'words', field: 'attributes.ip' },
            ],
          },
          { reasons: [{ match: 'network', field: 'attributes.cidr', text: '8.8.8.0/24' }] },
        ],
      },
    })
    const words = await reader.post(`${simple}?explain=1`, { query: 'Public DNS' })
    expect(words.headers.get('x-interpreted')).toBe('words "public" "dns"')
    expect(words.json).toMatchObject({
      explanation: {
        hits: [
          { score: 0.5, reasons: [{ match: 'words', field: 'attributes.text' }] },
          { score: 0.5, reasons: [{ match: 'words', field: 'attributes.text' }] },
        ],
      },
    })
  })
})

type Explained = { readonly hits: readonly { readonly reasons: readonly unknown[] }[] }
