import { type Entity } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, createClient } from './client.ts'
import { google, id8 } from './google.ts'

const unknown = `ip-${'0'.repeat(64)}`

let server: Harness
let reporter: Client

beforeAll(async () => {
  server = await startHarness()
  reporter = await createClient(server)
  await reporter.report(google)
})

afterAll(() => server[Symbol.asyncDispose]())

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

  it('explains a judgement by the votes that its reader may see', async () => {
    const other = await createClient(server)
    const member = await createClient(server, ['user', 'reporter'], ['public', 'a'])
    const about = (domain: string, reputation?: number) => ({
      type: 'domain',
      attributes: { domain },
      ...(reputation !== undefined && { reputation }),
    })
    await reporter.report(about('judged.com', 3))
    await reporter.report(about('judged.com', -3))
    await other.report(about('judged.com', -2))
    await member.report({ ...about('judged.com', 3), visibleBy: ['a'] })
    const implied = await createClient(server)
    await implied.report({ ...about('parent.com', -1), associations: [about('judged.com')] })
    const id = (await reporter.lookUp('domain', 'judged.com'))?.id
    const path = `/api/analytics/v1/entity/${id}/details`
    const explain = async (client: Client, query = '?explain=1') =>
      ((await client.get(`${path}${query}`)).json as { explanation?: Explanation }).explanation
    const seen = await explain(reporter)
    expect(seen).toMatchObject({ rule: expect.stringContaining('mean'), well_known: false })
    expect(seen?.reporters).toBe(3)
    const vote = {
      time: expect.stringMatching(/Z$/),
      reporter: expect.stringMatching(/^[0-9a-f-]{36}$/),
    }
    expect(seen?.reports).toEqual([
      { ...vote, reputation: -2, stated: true, counts: true, agrees: true },
      { ...vote, reputation: -3, stated: true, counts: true, agrees: true },
      { ...vote, reputation: -1, stated: false, counts: false, agrees: false },
    ])
    expect(
      (await explain(member, '?explain=true'))?.reports.map(({ reputation }) => reputation),
    ).toEqual([3, -2, -3, -1])
    expect(await explain(reporter, '')).toBeUndefined()
    expect(await explain(reporter, '?explain=0')).toBeUndefined()
    expectError(await reporter.get(`${path}?explain=yes`), 400)
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

  it('shows first what was associated last, however often the others are reported again', async () => {
    const associate = (...names: readonly string[]) =>
      reporter.report({
        type: 'ip',
        attributes: { ip: '9.2.1.9' },
        associations: names.map((name) => ({
          type: 'domain',
          attributes: { domain: `${name}.latest.com` },
        })),
      })
    await associate('a', 'b')
    await associate('c')
    await associate('a')
    const id = (await reporter.lookUp('ip', '9.2.1.9'))?.id
    const { json } = await reporter.get(`/api/analytics/v1/entity/${id}/details`)
    const { latest_associations: latest } = json as {
      readonly latest_associations: readonly { readonly value: unknown }[]
    }
    expect(latest).toHaveLength(3)
    expect(latest[0]?.value).toBe('c.latest.com')
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

  it.each(['details', 'relations'])('G1: ids of no form are refused by %s', async (part) => {
    const hash = id8.slice(3)
    const wrong = ['x', 'ip-', `ip-${hash.slice(1)}`, `ip-${hash}a`, `ip-${hash.toUpperCase()}`]
    const hostile = [`ip-${'g'.repeat(64)}`, '..%2f..%2fetc%2fpasswd', '%00', '%F0%9F%92%A9']
    for (const id of [...wrong, ...hostile]) {
      expectError(await reporter.get(`/api/analytics/v1/entity/${id}/${part}`), 400)
    }
  })

  it('G3: an id of a type that does not fit is unknown', async () => {
    for (const part of ['details', 'relations']) {
      const path = `/api/analytics/v1/entity/domain-${id8.slice(3)}/${part}`
      expectNothing(await reporter.get(path))
    }
  })

  it('G7: a relation of which the far end is hidden is absent', async () => {
    const member = await createClient(server, ['user', 'reporter'], ['public', 'a'])
    const far = { type: 'domain', attributes: { domain: 'hidden.example.com' }, visibleBy: ['a'] }
    const near = { type: 'ip', attributes: { ip: '9.2.3.1' }, visibleBy: ['public', 'a'] }
    await member.report({ ...near, associations: [far] })
    const id = (await reporter.lookUp('ip', '9.2.3.1'))?.id
    const graph = async (client: Client) =>
      (await client.get(`/api/analytics/v1/entity/${id}/relations`)).json as Graph
    expect(await graph(reporter)).toMatchObject({ nodes: [{ id }], relations: [] })
    expect((await graph(member)).nodes).toHaveLength(2)
    const details = await reporter.get(`/api/analytics/v1/entity/${id}/details`)
    expect(details.text).not.toContain('hidden.example.com')
  })

  it('G13: dates and extremes of a shared value come from visible reports alone', async () => {
    const member = await createClient(server, ['user', 'reporter'], ['public', 'a'])
    const about = { type: 'ip', attributes: { ip: '9.2.5.1' } }
    await member.report({ ...about, reputation: -3, visibleBy: ['a'] })
    await reporter.report({ ...about, reputation: 1 })
    const id = (await reporter.lookUp('ip', '9.2.5.1'))?.id
    const path = `/api/analytics/v1/entity/${id}/details`
    const before = (await reporter.get(path)).text
    await member.report({ ...about, reputation: 3, visibleBy: ['a'] })
    const after = await reporter.get(path)
    expect(after.text).toBe(before)
    const { attributes } = after.json as { attributes: Readonly<Record<string, unknown>> }
    expect(attributes).toMatchObject({ worst_reputation_score: 1, best_reputation_score: 1 })
    expect(attributes['first_seen']).toBe(attributes['last_seen'])
  })

  it('G21: definitions are not for the role user', async () => {
    const reader = await createClient(server, ['user'])
    expectError(await reader.get('/api/ingest/v1/definitions'), 403)
  })

  it('of very many relations the newest are taken, and those to hidden entities do not crowd them out', async () => {
    const port = { type: 'port', attributes: { port: '4444/tcp' } }
    await reporter.report(port)
    const id = (await reporter.lookUp('port', '4444/tcp'))?.id
    const text = `INSERT INTO relations (entity_id, related_id, audience, mode, created_at, last_seen)
      SELECT 'ip-' || lpad(n::text, 64, '0'), $1, audience, 'association', now() - interval '1 h', now()
      FROM generate_series(1, 3000) AS n, unnest('{public,secret}'::text[]) AS audience`
    await server.store.query({ text }, [id])
    await reporter.report({ type: 'ip', attributes: { ip: '9.2.4.1' }, associations: [port] })
    const graph = await reporter.get(`/api/analytics/v1/entity/${id}/relations?levels=1&limit=2`)
    expect((graph.json as Graph).nodes.map(({ value }) => value)).toEqual(['4444/tcp', '9.2.4.1'])
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

type Explanation = {
  readonly reporters: number
  readonly reports: readonly { readonly reputation: number }[]
}

type Graph = {
  readonly depth: number
  readonly nodes: readonly (Entity & { readonly value: unknown })[]
  readonly relations: readonly { readonly source: string; readonly target: string }[]
}
