import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entityMembers } from '../entities/client.ts'
import { id8 } from '../entities/google.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from '../harness/start-harness.ts'

const seedBody = {
  query: '8.8.8.8',
  accuracy: 1,
  reputation: -2,
  source: {
    includes: ['id', 'type', 'attributes.value', 'reputation', 'accuracy'],
    excludes: [],
  },
}

let server: Harness
let reporter: KeyHeaders
let reader: KeyHeaders

beforeAll(async () => {
  server = await startHarness()
  const reporters = [await server.keys(), await server.keys(), await server.keys()]
  reporter = reporters[0] ?? (await server.keys())
  reader = await server.keys(['user'])
  const google = { ip: '8.8.8.8', aso: 'Google LLC', asn: 15169, country: 'United States' }
  for (const keys of reporters) {
    await report(keys, { type: 'ip', attributes: google, reputation: 3, tags: ['dns'] })
  }
  await report(reporter, { type: 'domain', attributes: { domain: 'example.com' }, reputation: -1 })
  await report(reporter, {
    type: 'malware',
    attributes: { malware: 'pdf dropper agent' },
    reputation: -3,
    associations: Array.from({ length: 25 }, (_, number) => ({
      type: 'filename',
      attributes: { filename: `invoice page-${number}.pdf` },
      reputation: (number % 7) - 3,
    })),
  })
})

afterAll(() => server[Symbol.asyncDispose]())

async function report(keys: KeyHeaders, body: unknown): Promise<void> {
  const reply = await server.request('/api/ingest/v1/entity', {
    method: 'POST',
    headers: keys,
    body,
  })
  expect(reply.status, reply.text).toBe(202)
}

async function find(body: unknown, query = ''): Promise<HarnessReply> {
  return server.request(`/api/search/v1/entities/simple${query}`, {
    method: 'POST',
    headers: reader,
    body,
  })
}

type Found = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly type: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly reputation: number
  readonly accuracy: number
}

/** The results of a 200; the shape is what the cases below check. */
function results(reply: HarnessReply): readonly Found[] {
  expect(reply.status, reply.text).toBe(200)
  return (reply.json as { readonly results: readonly Found[] }).results
}

describe('simple search', () => {
  it('case 35: the seed body finds exactly the seed answer', async () => {
    const reply = await find(seedBody, '?limit=10&page=1')
    expectSuccess(reply, 200)
    expect(reply.json).toEqual({
      items: 1,
      pages: 1,
      results: [{ id: id8, type: 'ip', attributes: { ip: '8.8.8.8' }, reputation: 3, accuracy: 3 }],
    })
  })

  it('case 36: no match is 204 with error headers and no body', async () => {
    expectNothing(await find({ query: '198.51.100.77' }))
  })

  it('cases 37 to 39: without, with empty, and with null source all members come', async () => {
    for (const extra of [
      {},
      { source: { includes: [], excludes: [] } },
      { source: null, accuracy: null, reputation: null },
    ]) {
      const [entity] = results(await find({ query: '8.8.8.8', ...extra }))
      expect(Object.keys(entity ?? {}).sort()).toEqual(entityMembers)
    }
  })

  it('case 40: an include of a subtree minus an exclude', async () => {
    const source = { includes: ['attributes'], excludes: ['attributes.country'] }
    const [entity] = results(await find({ query: '8.8.8.8', source }))
    expect(entity).toEqual({ attributes: { ip: '8.8.8.8', aso: 'google llc', asn: 15169 } })
  })

  it('case 41: wildcards in includes', async () => {
    const [all] = results(await find({ query: '8.8.8.8', source: { includes: ['*'] } }))
    expect(all).toEqual(results(await find({ query: '8.8.8.8' }))[0])
    const [some] = results(
      await find({ query: '8.8.8.8', source: { includes: ['attributes.a*'] } }),
    )
    expect(some).toEqual({ attributes: { aso: 'google llc', asn: 15169 } })
  })

  it('case 42: the default page has ten of all', async () => {
    const reply = await find({ query: 'invoice' })
    expect(reply.json).toMatchObject({ items: 25, pages: 3 })
    expect(results(reply)).toHaveLength(10)
  })

  it('case 43: the last page, and one past the end', async () => {
    expect(results(await find({ query: 'invoice' }, '?limit=10&page=3'))).toHaveLength(5)
    const past = await find({ query: 'invoice' }, '?limit=10&page=4')
    expect(past.status).toBe(200)
    expect(past.json).toEqual({ items: 25, pages: 3, results: [] })
  })

  it('case 44: page 0 is page 1', async () => {
    const [zero, one] = [
      await find({ query: 'invoice' }, '?page=0'),
      await find({ query: 'invoice' }, '?page=1'),
    ]
    expect(zero.json).toEqual(one.json)
  })

  it.each(['limit=1001', 'limit=-1', 'limit=x', 'page=-1', 'order=up', 'sort=nope'])(
    'case 45: %s is refused',
    async (query) => void expectError(await find({ query: 'invoice' }, `?${query}`), 400),
  )

  it('case 46: sort by reputation both ways', async () => {
    const order = async (direction: string) =>
      results(await find({ query: 'invoice' }, `?limit=25&sort=reputation&order=${direction}`)).map(
        (entity) => entity.reputation,
      )
    const ascending = await order('asc')
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b))
    expect(await order('desc')).toEqual(ascending.toReversed())
  })

  it('case 46: every sortable field is accepted', async () => {
    const fields = ['id', 'type', 'bestReputation', 'worstReputation', 'accuracy', 'lastSeen']
    const more = ['@timestamp', 'createdAt', 'updatedAt', 'tags', 'wellKnown', 'attributes.value']
    for (const field of [...fields, ...more, 'attributes.filename.keyword', 'attributes.asn']) {
      const query = `?sort=${encodeURIComponent(field)}&order=desc`
      expect((await find({ query: 'invoice' }, query)).status, field).toBe(200)
    }
  })

  it('case 47: minimum accuracy and reputation', async () => {
    expect(results(await find({ query: '8.8.8.8', accuracy: 2 }))).toHaveLength(1)
    expectNothing(await find({ query: 'example.com', accuracy: 2 }))
    const kept = results(await find({ query: 'invoice', reputation: -2 }, '?limit=25'))
    expect(kept.every((entity) => entity.reputation >= -2)).toBe(true)
    expect(kept.some((entity) => entity.reputation === -2)).toBe(true)
    expect(kept.length).toBeLessThan(25)
  })

  it.each([{ accuracy: 4 }, { reputation: -4 }, { accuracy: '1' }, { accuracy: 1.5 }])(
    'case 48: %o is refused',
    async (minimum) => void expectError(await find({ query: '8.8.8.8', ...minimum }), 400),
  )

  it.each([{ query: '' }, { query: '  ' }, {}, { query: 5 }])(
    'case 49: %o is refused',
    async (body) => void expectError(await find(body), 400),
  )

  it('case 50: a part of an address is not the address', async () => {
    expectNothing(await find({ query: '8.8.8' }))
  })

  it('case 51: a domain in any case', async () => {
    const [entity] = results(await find({ query: 'EXAMPLE.com' }))
    expect(entity).toMatchObject({ type: 'domain', attributes: { domain: 'example.com' } })
  })

  it('case 52: what another group keeps for itself is not found', async () => {
    const keeper = await server.keys(['reporter', 'user'], ['g2'])
    await report(keeper, {
      type: 'ip',
      attributes: { ip: '9.9.9.9' },
      reputation: -3,
      visibleBy: ['g2'],
    })
    expectNothing(await find({ query: '9.9.9.9' }))
    const own = await server.request('/api/search/v1/entities/simple', {
      method: 'POST',
      headers: keeper,
      body: { query: '9.9.9.9' },
    })
    expect(results(own)).toHaveLength(1)
  })

  it('case 53: a credential with a role is needed', async () => {
    const ask = (headers: Record<string, string>) =>
      server.request('/api/search/v1/entities/simple', { method: 'POST', headers, body: seedBody })
    expectError(await ask({}), 401)
    expectError(await ask({ ...(await server.keys(['users_admin'])) }), 403)
  })

  it('case 54: only POST is served', async () => {
    const reply = await server.request('/api/search/v1/entities/simple', { headers: reader })
    expectError(reply, 405)
    expect(reply.headers.get('allow')).toContain('POST')
  })
})

describe('simple search reads the query as an analyst would', () => {
  it.each(['8.8.8[.]8', '8[.]8[.]8[.]8', ' 8.8.8.8 ', '::ffff:8.8.8.8'])(
    '%s finds the address',
    async (query) => expect(results(await find({ query }))[0]?.id).toBe(id8),
  )

  it.each(['hxxp://example[.]com', 'example[dot]com', 'Example(.)com'])(
    '%s finds what was made harmless',
    async (query) => {
      const defanged = query.startsWith('hxxp')
      if (defanged) {
        await report(reporter, { type: 'url', attributes: { url: 'http://example.com' } })
      }
      const [entity] = results(await find({ query }))
      expect(entity?.type).toBe(defanged ? 'url' : 'domain')
    },
  )

  it('an address also finds the networks that hold it, after itself', async () => {
    await report(reporter, { type: 'ip', attributes: { ip: '198.18.7.9' } })
    for (const cidr of ['198.18.0.0/15', '198.18.7.0/24', '198.18.8.0/24']) {
      await report(reporter, { type: 'cidr', attributes: { cidr } })
    }
    const found = results(await find({ query: '198.18.7.9' }))
    const values = found.map((entity) => entity.attributes[entity.type])
    expect(values[0]).toBe('198.18.7.9')
    expect(new Set(values.slice(1))).toEqual(new Set(['198.18.0.0/15', '198.18.7.0/24']))
  })

  it('words must stand in one field, and the closest field comes first', async () => {
    await report(reporter, { type: 'threat', attributes: { threat: 'red fox' } })
    await report(reporter, { type: 'threat', attributes: { threat: 'a red and quick brown fox' } })
    await report(reporter, { type: 'threat', attributes: { threat: 'red' }, tags: ['fox'] })
    const found = results(await find({ query: 'FOX red' }))
    expect(found.map((entity) => entity.attributes['threat'])).toEqual([
      'red fox',
      'a red and quick brown fox',
    ])
  })

  it('an exact value comes before text that is closer in time', async () => {
    await report(reporter, { type: 'malware', attributes: { malware: 'emotet' } })
    await report(reporter, { type: 'threat', attributes: { threat: 'emotet returns' } })
    const found = results(await find({ query: 'Emotet' }))
    expect(found.map((entity) => entity.type)).toEqual(['malware', 'threat'])
  })

  it('a tag and a type are found too', async () => {
    expect(results(await find({ query: 'dns' }))[0]?.id).toBe(id8)
    expect(results(await find({ query: 'malware' })).length).toBeGreaterThan(0)
  })
})
