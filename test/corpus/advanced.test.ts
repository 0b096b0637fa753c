import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'

const paths = ['entities/advanced', 'entities/history/advanced'] as const

let server: Harness
let reader: Client
let insider: Client

beforeAll(async () => {
  server = await startHarness()
  reader = await createClient(server, ['user'])
  const reporter = await createClient(server)
  for (const number of [1, 2, 3]) {
    const attributes = { domain: `shown-${number}.example`, text: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' }
    await reporter.report({ type: 'domain', attributes, tags: ['shown'], reputation: number - 2 })
  }
  insider = await createClient(server, ['user', 'reporter'], ['public', 'secret'])
  for (const number of [1, 2]) {
    const attributes = { domain: `hidden-${number}.example`, asn: 64_501, country: 'Zambia' }
    await insider.report({ type: 'domain', attributes, tags: ['hidden'], visibleBy: ['secret'] })
  }
})
afterAll(() => server[Symbol.asyncDispose]())
afterEach(async () => expectSuccess(await server.request('/healthz'), 200))

/** The same asked of entities and of history. */
async function ask(body: unknown, query = ''): Promise<readonly HarnessReply[]> {
  const replies: HarnessReply[] = []
  for (const path of paths) replies.push(await reader.post(`/api/search/v1/${path}${query}`, body))
  return replies
}

async function expectRefused(body: unknown, query = ''): Promise<void> {
  for (const reply of await ask(body, query)) expectError(reply, 400)
}

type Page = {
  readonly items: number
  readonly results: readonly Readonly<Record<string, unknown>>[]
  readonly aggregations: Readonly<Record<string, { readonly buckets: readonly Bucket[] }>>
}
type Bucket = { readonly key: unknown; readonly doc_count: number }

/** The bodies of replies that are 200, read loosely. */
async function pages(body: unknown, query = ''): Promise<readonly Page[]> {
  const replies = await ask(body, query)
  return replies.map((reply) => {
    expectSuccess(reply, 200)
    return reply.json as Page
  })
}

/** How many records are found, 0 where the reply says that there are none. */
async function counts(clause: unknown): Promise<readonly number[]> {
  const replies = await ask({ query: { must: [clause] } })
  return replies.map((reply) => {
    if (reply.status !== 204) return (reply.json as Page).items
    expectNothing(reply)
    return 0
  })
}

async function expectVisibleOnly(body: unknown): Promise<void> {
  for (const reply of await ask(body, '?limit=1000')) {
    expect([200, 204]).toContain(reply.status)
    expect(reply.text).not.toContain('hidden')
    expect(reply.text).not.toContain('secret')
  }
}

it.each(['x', 1, []])('F1: query %j is refused', async (query) => {
  await expectRefused({ query })
})

it.each([{}, { term: { type: 'ip' }, exists: { field: 'type' } }, { script: {} }, null, 'x'])(
  'F3: clause %j is refused',
  async (clause) => {
    await expectRefused({ query: { must: [clause] } })
  },
)

it.each([
  { more_like_this: { like: 'x' } },
  { percolate: { field: 'type' } },
  { terms: { type: { index: 'x', id: '1', path: 'y' } } },
  { geo_shape: { location: { indexed_shape: { id: 'x' } } } },
  { has_child: { type: 'x', query: {} } },
  { knn: { vector: [1] } },
])('F5: %j is refused', async (clause) => {
  await expectRefused({ query: { must: [clause] } })
})

it.each([257, 10_000])('F7: %i clauses are refused', async (length) => {
  const should = Array.from({ length }, () => ({ term: { type: 'ip' } }))
  await expectRefused({ query: { should } })
})

it('F7: 256 clauses are answered', async () => {
  const should = Array.from({ length: 256 }, () => ({ term: { type: 'domain' } }))
  for (const page of await pages({ query: { should } })) expect(page.items).toBe(3)
})

it('F9: everything is everything that is visible', async () => {
  const query = { should: [{ match_all: {} }], minimum_should_match: 0 }
  await expectVisibleOnly({ query })
  for (const page of await pages({ query })) expect(page.items).toBe(3)
})

it.each([
  { terms: { 'visibleBy.keyword': ['secret'] } },
  { term: { visibleBy: 'secret' } },
  { prefix: { visibleBy: 'sec' } },
  { regexp: { visibleBy: 's.*' } },
  { fuzzy: { visibleBy: 'secre' } },
  { match: { visibleBy: 'secret' } },
  { query_string: { query: 'visibleBy:secret' } },
])('F11: %j finds nothing', async (clause) => {
  expect(await counts(clause)).toEqual([0, 0])
  expect(await counts({ bool: { must_not: [clause] } })).toEqual([3, 3])
})

it('F11: any group is one of the own', async () => {
  expect(await counts({ exists: { field: 'visibleBy' } })).toEqual([3, 3])
  expect(await counts({ wildcard: { visibleBy: 'pub*' } })).toEqual([3, 3])
})

it.each([{ a: 1 }, ['ip'], null, 'x'.repeat(66_560)])('F13: term %# is refused', async (value) => {
  await expectRefused({ query: { must: [{ term: { type: { value } } }] } })
})

it('F15: ids', async () => {
  const many = Array.from({ length: 1_025 }, (_, number) => `domain-${number}`)
  await expectRefused({ query: { must: [{ ids: { values: many } }] } })
  const hidden = await insider.lookUp('domain', 'hidden-1.example')
  const values = [hidden?.id, 'malformed', '']
  for (const reply of await ask({ query: { must: [{ ids: { values } }] } })) {
    expect([204, 400]).toContain(reply.status)
  }
})

it.each([
  'now-1000000y',
  'now/…',
  '2022-02-30',
  '||',
  '0000-01-01',
  '+999999-01-01T00:00:00Z',
  `now${'+1d'.repeat(10_000)}`,
])('F17: a date %# is refused or cut', async (gte) => {
  for (const reply of await ask({ query: { must: [{ range: { '@timestamp': { gte } } }] } })) {
    expect([200, 204, 400]).toContain(reply.status)
  }
})

it.each(['__proto__', 'constructor', 'x'.repeat(1_000)])(
  'F19: no record has a field %#',
  async (field) => {
    expect(await counts({ exists: { field } })).toEqual([0, 0])
  },
)

it('F19: a field name of 10 KiB is refused or of no record', async () => {
  for (const reply of await ask({ query: { must: [{ exists: { field: 'x'.repeat(10_240) } }] } })) {
    expect([204, 400]).toContain(reply.status)
  }
})

it.each(['_index', '_seq_no', 'audience', 'value_key', 'terms', 'origin'])(
  'F21: the field %s is none',
  async (field) => {
    expect(await counts({ exists: { field } })).toEqual([0, 0])
    for (const page of await pages({ source: { includes: [field] } })) {
      expect(page.results).toEqual([{}, {}, {}])
    }
  },
)

it('F21: who reported is a field of history alone', async () => {
  expect(await counts({ exists: { field: 'userID' } })).toEqual([0, 3])
})

it.each(['*', '**********', '*a*', '?'.repeat(200), `*${'a*'.repeat(200)}`, 'shown\\', 'a\\*b'])(
  'F23: wildcard %# is answered or refused',
  async (value) => {
    const clause = { wildcard: { 'attributes.domain.keyword': { value } } }
    for (const reply of await ask({ query: { must: [clause] } })) {
      expect([200, 204, 400]).toContain(reply.status)
    }
  },
)

it.each(['(a+)+$', '(a|aa)+$', '([a-z]+)*!'])('F25: regexp %s is answered', async (value) => {
  for (const field of ['attributes.text', 'attributes.text.keyword']) {
    const clause = { regexp: { [field]: value } }
    for (const reply of await ask({ query: { must: [clause] } })) {
      expect([200, 204, 400]).toContain(reply.status)
    }
  }
})

it.each(['x{1001}', '(?=a)', '(a)\\1', '(?<!a)', '[', '*', 'x'.repeat(257)])(
  'F27: regexp %# is refused',
  async (value) => {
    await expectRefused({ query: { must: [{ regexp: { 'attributes.text': value } }] } })
  },
)

it('F27: a script of Unicode is a class', async () => {
  expect(await counts({ regexp: { 'attributes.text': '\\p{Greek}' } })).toEqual([0, 0])
})

it('F29: regexp .* finds what has the field', async () => {
  expect(await counts({ regexp: { 'attributes.domain.keyword': '.*' } })).toEqual([3, 3])
})

it('F31: a fuzzy text of 255 characters is answered', async () => {
  const clause = { fuzzy: { 'attributes.text': { value: 'a'.repeat(255), fuzziness: 2 } } }
  expect(await counts(clause)).toEqual([0, 0])
})

it('F33: fields of multi_match', async () => {
  const clause = (fields: unknown, more = {}) => ({
    query: { must: [{ multi_match: { query: 'shown', fields, ...more } }] },
  })
  await expectRefused(clause(Array.from({ length: 17 }, (_, n) => `attributes.text${n}`)))
  await expectRefused(clause(['attributes.text'], { type: 'x' }))
  for (const fields of [['*'], ['attributes.*'], ['tags^1e9']]) {
    await expectVisibleOnly(clause(fields))
  }
})

it.each(['AND OR NOT', 'field:', '/regex/', '[a TO', '\\', '('.repeat(500), 'x'.repeat(1_025)])(
  'F35: query_string %# is refused or finds what is visible',
  async (query) => {
    for (const reply of await ask({ query: { must: [{ query_string: { query } }] } })) {
      expect([200, 204, 400]).toContain(reply.status)
      expect(reply.text).not.toContain('hidden')
    }
  },
)

it.each(['*:*', '_exists_:tags', 'tags:*', 'NOT shown', 'attributes.country:Zambia'])(
  'F35: query_string %s finds what is visible',
  async (query) => {
    await expectVisibleOnly({ query: { must: [{ query_string: { query } }] } })
  },
)

it.each(['AND OR NOT', 'field:', '/regex/', '[a TO', '\\', '('.repeat(500), '*', '-shown', '"'])(
  'F37: simple_query_string %# never fails and finds what is visible',
  async (query) => {
    await expectVisibleOnly({ query: { must: [{ simple_query_string: { query } }] } })
  },
)

it.each([
  [[]],
  [[1, 2, 3, 4, 5]],
  ['x'],
  [{}],
  [[{}]],
  [['x'.repeat(10_240)]],
  [['x', 'y', 'z', 'z']],
])('F39: search_after %# is refused', async (after) => {
  await expectRefused({ search_after: after }, '?sort=reputation')
})

it('F39: the cursor of another shows nothing more', async () => {
  const path = '/api/search/v1/entities/advanced?sort=id&limit=1'
  const theirs = await insider.post(path, {})
  const after: unknown = JSON.parse(theirs.headers.get('x-search-after') ?? 'null')
  const reply = await reader.post('/api/search/v1/entities/advanced?sort=id', {
    search_after: after,
  })
  expect(reply.text).not.toContain('hidden')
})

describe('F41: aggregations beyond their limits', () => {
  const types = { terms: { field: 'type' } }
  it.each([
    Object.fromEntries(Array.from({ length: 11 }, (_, number) => [`a${number}`, types])),
    { a: { ...types, aggs: { b: { ...types, aggs: { c: { ...types, aggs: { d: types } } } } } } },
    { ['x'.repeat(1_024)]: types },
    { 'a>b': types },
    { 'a[0]': types },
  ])('F41: %# are refused', async (aggs) => {
    await expectRefused({ aggs })
  })

  it('F41: a name is no prototype', async () => {
    for (const path of paths) {
      const body = '{"aggs":{"__proto__":{"terms":{"field":"type"}}}}'
      const headers = await server.keys(['user'])
      const request = { method: 'POST', headers, rawBody: body }
      expectError(await server.request(`/api/search/v1/${path}`, request), 400)
    }
  })

  it('F41: ten, three deep, are answered', async () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, number) => [`a${number}`, types]))
    for (const page of await pages({ aggs: ten })) {
      expect(Object.keys(page.aggregations)).toHaveLength(10)
    }
    await pages({ aggs: { a: { ...types, aggs: { b: { ...types, aggs: { c: types } } } } } })
  })
})

it('F43: terms without records are those of visible records', async () => {
  const aggs = {
    tags: { terms: { field: 'tags', min_doc_count: 0 } },
    countries: { terms: { field: 'attributes.country', min_doc_count: 0 } },
    numbers: { terms: { field: 'attributes.asn', min_doc_count: 0 } },
  }
  const query = { must: [{ term: { type: 'phone' } }] }
  for (const { aggregations } of await pages({ query, aggs })) {
    expect(aggregations['tags']?.buckets).toEqual([{ key: 'shown', doc_count: 0 }])
    expect(aggregations['countries']?.buckets).toEqual([])
    expect(aggregations['numbers']?.buckets).toEqual([])
  }
})

it('F45: terms of visibleBy are the own groups', async () => {
  const aggs = { groups: { terms: { field: 'visibleBy' } } }
  for (const { aggregations } of await pages({ aggs })) {
    expect(aggregations['groups']?.buckets).toEqual([{ key: 'public', doc_count: 3 }])
  }
})

it('F47: a threshold of cardinality has a limit', async () => {
  const cardinality = (precision_threshold: number) => ({
    aggs: { a: { cardinality: { field: 'type', precision_threshold } } },
  })
  await expectRefused(cardinality(1e9))
  for (const { aggregations } of await pages(cardinality(40_000))) {
    expect(aggregations['a']).toEqual({ value: 1 })
  }
})

it.each([
  { interval: '0d' },
  { interval: '-1d' },
  { calendar_interval: 'month', fixed_interval: '1d' },
  {},
])('F49: date_histogram %j is refused', async (options) => {
  await expectRefused({ aggs: { a: { date_histogram: { field: '@timestamp', ...options } } } })
})

it('F49: milliseconds over 50 years are refused', async () => {
  const reporter = await createClient(server, ['user', 'reporter'], ['old'])
  for (const datetime of ['1970-01-01T00:00:00Z', '2020-01-01T00:00:00Z']) {
    await reporter.report({ type: 'datetime', attributes: { datetime } })
  }
  for (const path of paths) {
    const histogram = (fixed_interval: string) => ({
      aggs: { a: { date_histogram: { field: 'attributes.datetime', fixed_interval } } },
    })
    const many = await reporter.post(`/api/search/v1/${path}`, histogram('1ms'))
    expect(expectError(many, 400).param).toBe('aggs')
    expectSuccess(await reporter.post(`/api/search/v1/${path}`, histogram('30d')), 200)
  }
})

it('F51: a thousand in each of a thousand is refused', async () => {
  const types = { terms: { field: 'type', size: 1_000 } }
  await expectRefused({ aggs: { a: { ...types, aggs: { b: { ...types, aggs: { c: types } } } } } })
})

it('F53: top_hits', async () => {
  await expectRefused({ aggs: { a: { top_hits: { size: 11 } } } })
  await expectRefused({ aggs: { a: { top_hits: { sort: { _script: { script: '1' } } } } } })
  for (const { aggregations } of await pages({ aggs: { a: { top_hits: { _source: '*' } } } })) {
    const text = JSON.stringify(aggregations['a'])
    expect(text).toContain('shown-')
    expect(text).not.toMatch(/audience|terms|analysed|origin|hidden|secret/)
  }
})

it('F55: over hidden records alone, figures are as over none', async () => {
  const query = { must: [{ exists: { field: 'attributes.asn' } }] }
  const of = { field: 'attributes.asn' }
  const aggs = { a: { stats: of }, b: { terms: of }, c: { cardinality: of }, d: { top_hits: {} } }
  for (const { aggregations } of await pages({ query, aggs })) {
    expect(aggregations).toEqual({
      a: { count: 0, min: null, max: null, avg: null, sum: 0 },
      b: { doc_count_error_upper_bound: 0, sum_other_doc_count: 0, buckets: [] },
      c: { value: 0 },
      d: { hits: { total: { value: 0, relation: 'eq' }, max_score: null, hits: [] } },
    })
  }
})

it('F57: as much as a request may hold is answered', async () => {
  const should = Array.from({ length: 250 }, (_, number) => ({
    match: { 'attributes.text': `word${number} ${'a'.repeat(900)}` },
  }))
  for (const reply of await ask({ query: { should } })) {
    expect([200, 204, 400, 503]).toContain(reply.status)
  }
})

it('F59: odd values of typed attributes break nothing', async () => {
  const reporter = await createClient(server, ['user', 'reporter'], ['odd'])
  const values = {
    asn: '9223372036854775807',
    latitude: '1.7e308',
    datetime: '0000-01-01T00:00:00+23:59',
    'breach-date': '0000-02-29',
    cidr: '8.0.0.0/8',
  }
  for (const domain of ['a.example', 'b.example']) {
    const reply = await reporter.report({ type: 'domain', attributes: { ...values, domain } })
    expect(reply.status, reply.text).toBe(202)
  }
  const fields = Object.keys(values).map((name) => `attributes.${name}`)
  for (const path of paths) {
    for (const field of fields) {
      for (const kind of ['terms', 'cardinality', 'value_count', 'extended_stats', 'percentiles']) {
        const body = { aggs: { a: { [kind]: { field } } } }
        const reply = await reporter.post(`/api/search/v1/${path}`, body)
        expect([200, 400], `${kind} of ${field}: ${reply.text}`).toContain(reply.status)
      }
      const sorted = await reporter.post(`/api/search/v1/${path}?sort=${field}`, {})
      expectSuccess(sorted, 200)
    }
  }
})
