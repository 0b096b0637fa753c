import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from '../harness/start-harness.ts'

const id8 = 'ip-ba7fa36bff8d58ee45b973615e83d9aaeb921f1cc477d9c156e8a9cae8cca16e'
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

function expectRefusal(reply: HarnessReply, status: number): void {
  expect(reply.status, reply.text).toBe(status)
  const errorId = reply.headers.get('x-error-id')
  expect(reply.headers.get('x-error')).toMatch(/^[\x20-\xff]+$/)
  expect(errorId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  if (status === 204) expect(reply.text).toBe('')
  else expect(reply.json).toMatchObject({ error: { error_id: errorId } })
}

describe('simple search', () => {
  it('case 35: the seed body finds exactly the seed answer', async () => {
    const reply = await find(seedBody, '?limit=10&page=1')
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({
      items: 1,
      pages: 1,
      results: [{ id: id8, type: 'ip', attributes: { ip: '8.8.8.8' }, reputation: 3, accuracy: 3 }],
    })
    expect(reply.headers.has('x-error')).toBe(false)
    expect(reply.headers.has('x-error-id')).toBe(false)
  })

  it('case 36: no match is 204 with error headers and no body', async () => {
    expectRefusal(await find({ query: '198.51.100.77' }), 204)
  })

  it('cases 37 to 39: without, with empty, and with null source all members come', async () => {
    const members = [
      '@timestamp',
      'accuracy',
      'attributes',
      'bestReputation',
      'createdAt',
      'id',
      'lastSeen',
      'reputation',
      'tags',
      'type',
      'updatedAt',
      'visibleBy',
      'wellKnown',
      'worstReputation',
    ]
    for (const extra of [
      {},
      { source: { includes: [], excludes: [] } },
      { source: null, accuracy: null, reputation: null },
    ]) {
      const [entity] = results(await find({ query: '8.8.8.8', ...extra }))
      expect(Object.keys(entity ?? {}).sort()).toEqual(members)
    }
  })

  it('case 40: an include of a subtree minus an exclude', async () => {
    const source = { includes: ['attributes'], excludes: ['attributes.country'] }
    const [entity] = results(await find({ query: '8.8.8.8', source }))
    expect(entity).toEqual({ attributes: { ip: '8.8.8.8', aso: 'google llc', asn: 15169 } })
  })

  it('case 41: wildcards in includes', async () => {
    const [all] = results(await find({ query: '8.8.8.8', source: { includes: ['*'] } }))
    expect(all).toMatchObject({ id: id8, wellKnown: false })
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
    async (query) => expectRefusal(await find({ query: 'invoice' }, `?${query}`), 400),
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
    expectRefusal(await find({ query: 'example.com', accuracy: 2 }), 204)
    const kept = results(await find({ query: 'invoice', reputation: -2 }, '?limit=25'))
    expect(kept.every((entity) => entity.reputation >= -2)).toBe(true)
    expect(kept.some((entity) => entity.reputation === -2)).toBe(true)
    expect(kept.length).toBeLessThan(25)
  })

  it.each([{ accuracy: 4 }, { reputation: -4 }, { accuracy: '1' }, { accuracy: 1.5 }])(
    'case 48: %o is refused',
    async (minimum) => expectRefusal(await find({ query: '8.8.8.8', ...minimum }), 400),
  )

  it.each([{ query: '' }, { query: '  ' }, {}, { query: 5 }])(
    'case 49: %o is refused',
    async (body) => expectRefusal(await find(body), 400),
  )

  it('case 50: a part of an address is not the address', async () => {
    expectRefusal(await find({ query: '8.8.8' }), 204)
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
    expectRefusal(await find({ query: '9.9.9.9' }), 204)
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
    expectRefusal(await ask({}), 401)
    expectRefusal(await ask({ ...(await server.keys(['users_admin'])) }), 403)
  })

  it('case 54: only POST is served', async () => {
    const reply = await server.request('/api/search/v1/entities/simple', { headers: reader })
    expectRefusal(reply, 405)
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

describe('bad searches (reliability.md 4 E)', () => {
  it.each(['', '   ', '\u200b'])('E1: query %j is refused', async (query) =>
    expectRefusal(await find({ query }), 400),
  )

  it('E3: 1,024 bytes are read, one more is refused, 65 KiB too', async () => {
    expect([200, 204]).toContain((await find({ query: 'a'.repeat(1_024) })).status)
    expectRefusal(await find({ query: 'a'.repeat(1_025) }), 400)
    expectRefusal(await find({ query: 'a '.repeat(32_768) }), 400)
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

  it.each([-4, 4, 'x'])('E7: reputation %j is refused', async (reputation) =>
    expectRefusal(await find({ query: '8.8.8.8', reputation }), 400),
  )

  it('E9: only documented members ever come out', async () => {
    const includes = ['userID', '_source', '__proto__', 'constructor', 'a.b.c.d', 'value_key']
    expect(results(await find({ query: '8.8.8.8', source: { includes } }))).toEqual([{}])
  })

  it.each(['0', '-1', '1001', '1.5', '', 'abc', '1e3', '0x10', '%EF%BC%99', '10%20'])(
    'E11: limit=%s is refused',
    async (limit) => expectRefusal(await find({ query: 'invoice' }, `?limit=${limit}`), 400),
  )

  it.each(['-1', '1000000000', '9223372036854775808'])('E13: page=%s is refused', async (page) =>
    expectRefusal(await find({ query: 'invoice' }, `?page=${page}`), 400),
  )

  it('E13: the window ends at 10,000', async () => {
    expect((await find({ query: 'invoice' }, '?limit=1000&page=10')).status).toBe(200)
    expectRefusal(await find({ query: 'invoice' }, '?limit=1000&page=11'), 400)
  })

  it('E15: a page past the end is empty', async () => {
    expect(results(await find({ query: 'invoice' }, '?page=900'))).toEqual([])
  })

  it.each(['ASC', 'ascending', '1'])('E17: order=%s is refused', async (order) =>
    expectRefusal(await find({ query: 'invoice' }, `?order=${order}`), 400),
  )

  it.each(['limit[]=1', 'limit[$gt]=0', 'limit=1&limit=2'])('E19: %s is no 500', async (query) =>
    expect([200, 400]).toContain((await find({ query: 'invoice' }, `?${query}`)).status),
  )

  it('E21: a value two tenants share shows each its own side', async () => {
    const tenants = ['acme', 'umbra']
    for (const group of tenants) {
      await report(await server.keys(['reporter'], [group]), {
        type: 'ip',
        attributes: { ip: '7.7.7.7', text: `seen by ${group}` },
        reputation: group === 'acme' ? -3 : 2,
        tags: [group],
      })
    }
    for (const group of tenants) {
      const reply = await server.request('/api/search/v1/entities/simple', {
        method: 'POST',
        headers: await server.keys(['user'], ['public', group]),
        body: { query: '7.7.7.7' },
      })
      expect(results(reply)).toMatchObject([
        {
          attributes: { ip: '7.7.7.7', text: `seen by ${group}` },
          reputation: group === 'acme' ? -3 : 2,
          bestReputation: group === 'acme' ? -3 : 2,
          tags: [group],
          visibleBy: [group],
        },
      ])
    }
    expectRefusal(await find({ query: '7.7.7.7' }), 204)
  })

  it('E25: a caller who hangs up leaves the server able to answer', async () => {
    const controller = new AbortController()
    const asked = fetch(`${server.url}/api/search/v1/entities/simple`, {
      method: 'POST',
      headers: { ...reader, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'invoice' }),
      signal: controller.signal,
    })
    controller.abort()
    await expect(asked).rejects.toThrow('abort')
    expect((await find({ query: 'invoice' })).status).toBe(200)
  })
})
