import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Entity } from '@windvane/model'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, createClient, entityMembers } from './client.ts'

const id8 = 'ip-ba7fa36bff8d58ee45b973615e83d9aaeb921f1cc477d9c156e8a9cae8cca16e'
const unknown = `ip-${'0'.repeat(64)}`
const malformed = ['x', 'ip-', `ip-${'a'.repeat(63)}`, `ip-${'a'.repeat(65)}`]
const hostile = [
  `ip-${'A'.repeat(64)}`,
  `ip-${'g'.repeat(64)}`,
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f',
  '%00',
  '%F0%9F%92%A9',
]

let server: Harness
let reporter: Client
let member: Client

beforeAll(async () => {
  server = await startHarness()
  reporter = await createClient(server)
  member = await createClient(server, ['user', 'reporter'], ['public', 'a'])
  await reporter.report({
    type: 'ip',
    attributes: { ip: '8.8.8.8', asn: 15169, aso: 'Google LLC', country: 'United States' },
    reputation: 3,
    tags: ['dns'],
    associations: [
      { type: 'domain', attributes: { domain: 'dns.google' } },
      { type: 'domain', attributes: { domain: 'google.com' } },
      { type: 'url', attributes: { url: 'https://dns.google/' } },
      {
        mode: 'aggregation',
        type: 'cidr',
        attributes: {
          cidr: '8.8.8.0/24',
          city: 'Mountain View',
          country: 'United States',
          latitude: 37.4,
          longitude: -122.07,
          'accuracy-radius': 1000,
        },
      },
      { mode: 'aggregation', type: 'port', attributes: { port: '443/tcp' } },
    ],
  })
})

afterAll(() => server[Symbol.asyncDispose]())

type Page = { readonly items: number; readonly pages: number; readonly results: readonly Entity[] }

describe('search', () => {
  it('case 89: gives an entity by id', async () => {
    const reply = await reporter.get(`/api/search/v1/entity/${id8}`)
    expectSuccess(reply, 200)
    expect(Object.keys(reply.json as Entity).sort()).toEqual(entityMembers)
    expectNothing(await reporter.get(`/api/search/v1/entity/${unknown}`))
    expectError(await reporter.get('/api/search/v1/entity/abc'), 400)
  })

  it('case 90: looks an entity up by type and value', async () => {
    const lookUp = (type: unknown, value: unknown) =>
      reporter.post('/api/search/v1/entity', { type, value })
    for (const value of ['8.8.8.8', '::ffff:8.8.8.8']) {
      const found = await lookUp('ip', value)
      expectSuccess(found, 200)
      expect(found.json).toMatchObject({ id: id8, attributes: { ip: '8.8.8.8' } })
    }
    expectNothing(await lookUp('ip', '1.2.3.4'))
    expectError(await lookUp('ip', 'x'), 400)
    expectError(await lookUp('nope', 'x'), 400)
    expectError(await lookUp('ip', undefined), 400)
  })

  it('case 91: lists related entities of the asked types', async () => {
    const path = `/api/search/v1/entity/${id8}/relations`
    const reply = await reporter.get(`${path}?types=domain,url`)
    const page = reply.json as Page
    expect(page).toMatchObject({ items: 3, pages: 1 })
    expect(new Set(page.results.map(({ type }) => type))).toEqual(new Set(['domain', 'url']))
    expectNothing(await reporter.get(`${path}?types=md5`))
    expectNothing(await reporter.get(`/api/search/v1/entity/${unknown}/relations`))
  })

  it('related entities come in pages and in the asked order', async () => {
    const path = `/api/search/v1/entity/${id8}/relations`
    const first = (await reporter.get(`${path}?limit=2&sort=type&order=desc`)).json as Page
    expect(first).toMatchObject({ items: 5, pages: 3 })
    expect(first.results.map(({ type }) => type)).toEqual(['url', 'port'])
    const past = (await reporter.get(`${path}?limit=2&page=9`)).json as Page
    expect(past).toEqual({ items: 5, pages: 3, results: [] })
    const byName = (await reporter.get(`${path}?types=domain&sort=attributes.domain`)).json as Page
    expect(byName.results.map(({ attributes }) => attributes['domain'])).toEqual([
      'dns.google',
      'google.com',
    ])
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'page=-1', 'order=up', 'sort=nope']) {
      expectError(await reporter.get(`${path}?${query}`), 400)
    }
  })

  it('case 92: has nothing to tell where nobody commented', async () => {
    expectNothing(await reporter.get(`/api/search/v1/comments/${id8}`))
    expectNothing(await reporter.get(`/api/search/v1/comments/${unknown}`))
  })

  it('comments come newest first, in pages', async () => {
    await reporter.report({ type: 'ip', attributes: { ip: '9.2.0.1' } })
    const entityID = (await reporter.lookUp('ip', '9.2.0.1'))?.id
    for (const comment of ['one', 'two', 'three']) {
      await reporter.post('/api/ingest/v1/comment', { entityID, comment })
    }
    const path = `/api/search/v1/comments/${entityID}`
    const page = (await reporter.get(`${path}?limit=2`)).json
    expect(page).toMatchObject({ items: 3, pages: 2, results: [{}, {}] })
    const texts = async (query: string) => {
      const reply = await reporter.get(`${path}?${query}`)
      return (reply.json as { results: readonly { comment: string }[] }).results.map(
        ({ comment }) => comment,
      )
    }
    expect(await texts('')).toEqual(['three', 'two', 'one'])
    expect(await texts('sort=@timestamp&order=asc')).toEqual(['one', 'two', 'three'])
    expect(await texts('page=9')).toEqual([])
    expectError(await reporter.get(`${path}?sort=reputation`), 400)
  })

  it('G15: an answer to a hidden comment stands alone', async () => {
    const hidden = { entityId: id8, content: 'hidden', visibleBy: ['a'] }
    const { id } = (await member.post('/api/ingest/v1/comment', hidden)).json as { id: string }
    const answer = { entityID: id8, comment: 'shown', parentID: id, visibleBy: ['public', 'a'] }
    await member.post('/api/ingest/v1/comment', answer)
    const path = `/api/search/v1/comments/${id8}`
    expect((await member.get(path)).json).toMatchObject({
      items: 2,
      results: [{ parentID: id, visibleBy: ['a', 'public'] }, { id }],
    })
    const seen = await reporter.get(path)
    expect(seen.json).toMatchObject({
      items: 1,
      results: [{ comment: 'shown', parentId: null, visibleBy: ['public'] }],
    })
    expect(seen.text).not.toContain(id)
  })
})

describe('analytics', () => {
  it('case 95: describes an entity in words and numbers', async () => {
    const reply = await reporter.get(`/api/analytics/v1/entity/${id8}/details`)
    expectSuccess(reply, 200)
    const details = reply.json as Record<string, Record<string, unknown>[]>
    expect(Object.keys(details).sort()).toEqual([
      'attributes',
      'extendedMetadata',
      'extended_metadata',
      'geolocations',
      'latest_associations',
      'metadata',
    ])
    expect(details['attributes']).toEqual({
      id: id8,
      type: 'ip',
      value: '8.8.8.8',
      label: 'IP',
      description: expect.any(String),
      reputation: 'benign',
      reputation_score: 3,
      best_reputation: 'benign',
      best_reputation_score: 3,
      worst_reputation: 'benign',
      worst_reputation_score: 3,
      accuracy: 'low',
      accuracy_score: 1,
      first_seen: expect.stringMatching(/Z$/),
      last_seen: expect.stringMatching(/Z$/),
      tags: ['dns'],
    })
    expect(details['metadata']).toEqual({
      asn: 15169,
      aso: 'google llc',
      country: 'United States',
    })
    expect(details['geolocations']).toEqual([
      {
        city: '',
        country: 'United States',
        latitude: 0,
        longitude: 0,
        accuracy_radius: 0,
        asn: 15169,
        aso: 'google llc',
        object: '8.8.8.8',
      },
      {
        city: 'Mountain View',
        country: 'United States',
        latitude: 37.4,
        longitude: -122.07,
        accuracy_radius: 1000,
        asn: 0,
        aso: '',
        object: '8.8.8.0/24',
      },
    ])
    expect(details['latest_associations']).toHaveLength(5)
    const items = [
      ...(details['latest_associations'] ?? []),
      ...(details['extended_metadata'] ?? []),
      ...Object.values(details['extendedMetadata'] ?? {}),
    ]
    expect(items).toEqual(items.map(() => anItem))
    expect(details['extended_metadata']?.map(({ type }) => type).sort()).toEqual(['cidr', 'port'])
    expect(details['extendedMetadata']).toMatchObject({
      cidr: { value: '8.8.8.0/24' },
      port: { value: '443/tcp' },
    })
  })

  it('case 96: knows nothing of an unknown entity', async () => {
    expectNothing(await reporter.get(`/api/analytics/v1/entity/${unknown}/details`))
    expectNothing(await reporter.get(`/api/analytics/v1/entity/${unknown}/relations`))
  })

  it('case 97: walks the relations around an entity', async () => {
    const path = `/api/analytics/v1/entity/${id8}/relations`
    const levels = await reporter.get(`${path}?levels=2&limit=10`)
    const depth = await reporter.get(`${path}?depth=2&limit=10`)
    expectSuccess(levels, 200)
    expect(depth.text).toBe(levels.text)
    const graph = levels.json as Graph
    expect(graph.depth).toBe(2)
    expect(graph.nodes[0]).toMatchObject({ id: id8, value: '8.8.8.8' })
    const ids = graph.nodes.map(({ id }) => id)
    expect(new Set(ids).size).toBe(6)
    expect(graph.relations).toHaveLength(5)
    for (const { source, target } of graph.relations) {
      expect(ids).toContain(source)
      expect(ids).toContain(target)
    }
    const small = (await reporter.get(`${path}?limit=3`)).json as Graph
    expect(small.nodes).toHaveLength(3)
    expect(small.relations).toHaveLength(2)
  })

  it('case 98: cuts levels and nodes to the maximum', async () => {
    await reporter.report({
      type: 'ip',
      attributes: { ip: '9.2.1.1' },
      associations: Array.from({ length: 150 }, (_, index) => ({
        type: 'domain',
        attributes: { domain: `wide-${index}.example.com` },
      })),
    })
    const id = (await reporter.lookUp('ip', '9.2.1.1'))?.id
    const path = `/api/analytics/v1/entity/${id}/relations`
    const graph = (await reporter.get(`${path}?levels=9&limit=500`)).json as Graph
    expect(graph.depth).toBe(5)
    expect(graph.nodes).toHaveLength(100)
    expect(((await reporter.get(path)).json as Graph).nodes).toHaveLength(50)
  })

  it('levels reach as far as they are told', async () => {
    const domains = ['c0.chain.com', 'c1.chain.com', 'c2.chain.com', 'c3.chain.com', 'c4.chain.com']
    const chain = domains.reduceRight<unknown[]>(
      (associations, domain) => [{ type: 'domain', attributes: { domain }, associations }],
      [],
    )
    await reporter.report(chain[0])
    const id = (await reporter.lookUp('domain', 'c0.chain.com'))?.id
    for (const levels of [1, 2, 4]) {
      const path = `/api/analytics/v1/entity/${id}/relations?levels=${levels}`
      expect(((await reporter.get(path)).json as Graph).nodes).toHaveLength(levels + 1)
    }
  })

  it('G9: levels and limits that are no positive number', async () => {
    for (const query of ['levels=0', 'levels=-1', 'levels=x', 'depth=1.5', 'limit=0', 'limit=']) {
      const path = `/api/analytics/v1/entity/${id8}/relations?${query}`
      expectError(await reporter.get(path), 400)
    }
  })

  it('G11: a port is shown but not walked through', async () => {
    await reporter.report({
      type: 'ip',
      attributes: { ip: '9.2.2.1' },
      associations: [{ mode: 'aggregation', type: 'port', attributes: { port: '443/tcp' } }],
    })
    const id = (await reporter.lookUp('ip', '9.2.2.1'))?.id
    const graph = await reporter.get(`/api/analytics/v1/entity/${id}/relations?levels=5`)
    expect((graph.json as Graph).nodes.map(({ type }) => type)).toEqual(['ip', 'port'])
    const port = (await reporter.lookUp('port', '443/tcp'))?.id
    const around = await reporter.get(`/api/analytics/v1/entity/${port}/relations?levels=1`)
    expect((around.json as Graph).nodes.map(({ value }) => value)).toEqual([
      '443/tcp',
      '9.2.2.1',
      '8.8.8.8',
    ])
  })
})

describe('ids', () => {
  const paths = (id: string) => [
    `/api/search/v1/entity/${id}`,
    `/api/search/v1/entity/${id}/relations`,
    `/api/search/v1/comments/${id}`,
    `/api/analytics/v1/entity/${id}/details`,
    `/api/analytics/v1/entity/${id}/relations`,
  ]

  it('G1: malformed', async () => {
    for (const path of [...malformed, ...hostile].flatMap(paths)) {
      expectError(await reporter.get(path), 400)
    }
  })

  it('G3: the hash of a value of another type', async () => {
    for (const path of paths(`domain-${id8.slice(3)}`)) expectNothing(await reporter.get(path))
  })

  it('G5: one address in two forms', async () => {
    expect(await reporter.lookUp('ip', '::ffff:808:808')).toMatchObject({ id: id8 })
  })

  it('G7: a hidden entity leaves no trace among the relations', async () => {
    await reporter.report({ type: 'ip', attributes: { ip: '9.2.3.1' } })
    const id = String((await reporter.lookUp('ip', '9.2.3.1'))?.id)
    const path = `/api/search/v1/entity/${id}/relations`
    await member.report({
      type: 'ip',
      attributes: { ip: '9.2.3.1' },
      visibleBy: ['a'],
      associations: [{ type: 'domain', attributes: { domain: 'hidden.example.com' } }],
    })
    expectNothing(await reporter.get(path))
    expect((await member.get(path)).json).toMatchObject({ items: 1 })
    const graph = await reporter.get(`/api/analytics/v1/entity/${id}/relations`)
    expect(graph.json).toMatchObject({ nodes: [{ id }], relations: [] })
  })
})

/** Labels are words, scores are numbers, and no member is missing (contract.md 5.1). */
const anItem = {
  id: expect.any(String),
  type: expect.any(String),
  value: expect.any(String),
  label: expect.any(String),
  description: expect.any(String),
  reputation: expect.any(String),
  reputation_score: expect.any(Number),
  best_reputation: expect.any(String),
  best_reputation_score: expect.any(Number),
  worst_reputation: expect.any(String),
  worst_reputation_score: expect.any(Number),
  accuracy: expect.any(String),
  accuracy_score: expect.any(Number),
  first_seen: expect.stringMatching(/Z$/),
  last_seen: expect.stringMatching(/Z$/),
  tags: expect.any(Array),
}

type Graph = {
  readonly depth: number
  readonly nodes: readonly (Entity & { readonly value: unknown })[]
  readonly relations: readonly { readonly source: string; readonly target: string }[]
}
