import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectError, expectNothing } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { startReceiver } from '../scans/receiver.ts'
import {
  type AlertMessage,
  createWatchClient,
  receive,
  summarize,
  waiting,
  type WatchClient,
} from './watch-client.ts'

const path = '/api/search/v1/saved-searches'

type SavedSearchReply = {
  readonly id: string
  readonly checkedAt?: string
  readonly problem?: string
}

describe('a saved search', () => {
  let server: Harness
  let client: WatchClient

  beforeAll(async () => {
    server = await startHarness({
      worker: true,
      config: { scanPrivate: 'on', savedSearches: 40, savedSearchIntervalMs: 3_600_000 },
    })
    client = await createWatchClient(server)
  })

  afterAll(() => server[Symbol.asyncDispose]())

  async function save(body: unknown, by = client): Promise<SavedSearchReply> {
    const reply = await by.send('POST', path, body)
    expect(reply.status, reply.text).toBe(200)
    return reply.json as SavedSearchReply
  }

  /** Lets the check that waits for its hour run now, and waits for it. */
  async function check(id: string, by = client): Promise<SavedSearchReply> {
    const { checkedAt: before } = (await by.send('GET', `${path}/${id}`)).json as SavedSearchReply
    await server.store.query({ text: 'UPDATE jobs SET run_at = now() WHERE subject = $1' }, [id])
    await vi.waitFor(async () => {
      const { checkedAt } = (await by.send('GET', `${path}/${id}`)).json as SavedSearchReply
      expect(checkedAt).toBeDefined()
      expect(checkedAt).not.toBe(before)
    }, waiting)
    return (await by.send('GET', `${path}/${id}`)).json as SavedSearchReply
  }

  async function told(id: string, by = client): Promise<readonly string[]> {
    const reply = await by.send('GET', `${path}/${id}/alerts?limit=1000`)
    const { results } = reply.json as { readonly results: readonly AlertMessage[] }
    return summarize(results).toSorted()
  }

  function malware(name: string, more: Readonly<Record<string, unknown>> = {}) {
    return { type: 'malware', attributes: { malware: name }, ...more }
  }

  it('answers as the search itself, paging as saved unless told', async () => {
    for (const name of ['zeta one', 'zeta two', 'zeta three']) await client.report(malware(name))
    const simple = { query: 'zeta', accuracy: 0, source: { includes: ['id', 'type'] } }
    const parameters = { limit: 2, sort: 'id', order: 'desc' }
    const { id } = await save({ name: 'zetas', simple, parameters })
    const direct = (query: string) =>
      client.send('POST', `/api/search/v1/entities/simple${query}`, simple)
    const run = await client.send('POST', `${path}/${id}/run`)
    expect(run.status, run.text).toBe(200)
    expect(run.text).toBe((await direct('?limit=2&sort=id&order=desc')).text)
    const second = await client.send('POST', `${path}/${id}/run?page=2&order=asc&limit=1`)
    expect(second.text).toBe((await direct('?limit=1&page=2&order=asc')).text)
    expectError(await client.send('POST', `${path}/${id}/run?limit=1001`), 400)
    const none = await save({ name: 'none', simple: { query: 'no-such-word' } })
    expectNothing(await client.send('POST', `${path}/${none.id}/run`))
    expect((await client.send('GET', `${path}/${id}`)).json).toMatchObject({
      id,
      name: 'zetas',
      simple,
      parameters,
      alert: false,
    })
  })

  it('tells new hits to its webhook, once and signed', async () => {
    await using receiver = await startReceiver()
    await client.report(malware('omega old'))
    const webhook = { url: receiver.url }
    const { id } = await save({ name: 'omegas', simple: { query: 'omega' }, alert: true, webhook })
    await check(id)
    expect(await told(id)).toEqual([])
    await client.report(malware('omega new'))
    await client.report(malware('sigma new'))
    await check(id)
    await check(id)
    expect(await told(id)).toEqual(['matched omega new'])
    const [message] = await receive(receiver, 1)
    const alert = new Webhook(await client.secret()).verify(message?.body ?? '', {
      'webhook-id': String(message?.headers['webhook-id']),
      'webhook-timestamp': String(message?.headers['webhook-timestamp']),
      'webhook-signature': String(message?.headers['webhook-signature']),
    })
    expect(alert).toMatchObject({
      type: 'alert',
      savedSearch: { id, name: 'omegas' },
      event: 'matched',
      entity: { attributes: { malware: 'omega new' } },
    })
    await client.report(malware('omega new', { reputation: -3 }))
    await check(id)
    expect(await told(id)).toEqual(['matched omega new', 'matched omega new'])
    await receive(receiver, 2)
  })

  it('may be an advanced one', async () => {
    await client.report(malware('phi one', { tags: ['phi'], reputation: -3 }))
    const advanced = {
      query: { must: [{ term: { tags: { value: 'phi' } } }] },
      aggs: { types: { terms: { field: 'type.keyword' } } },
      source: { includes: ['type', 'attributes.value'] },
    }
    const { id } = await save({ name: 'phis', advanced, alert: true })
    expect((await client.send('GET', `${path}/${id}`)).json).toMatchObject({ advanced })
    const run = await client.send('POST', `${path}/${id}/run?limit=5`)
    expect(run.json).toMatchObject({
      items: 1,
      pages: 1,
      results: [{ type: 'malware', attributes: { malware: 'phi one' } }],
      aggregations: { types: { buckets: [{ key: 'malware', doc_count: 1 }] } },
    })
    await client.report(malware('phi two', { tags: ['phi', 'rare'] }))
    await client.report(malware('phi three', { tags: ['psi'] }))
    await check(id)
    expect(await told(id)).toEqual(['matched phi two'])
    const none = { query: { must: [{ term: { tags: { value: 'no-such-tag' } } }] } }
    const empty = await save({ name: 'none', advanced: none })
    expectNothing(await client.send('POST', `${path}/${empty.id}/run`))
  })

  it('finds all of many new hits', async () => {
    const { id } = await save({ name: 'many', simple: { query: 'horde' }, alert: true })
    const associations = Array.from({ length: 700 }, (_, index) => malware(`horde ${index}`))
    await client.report(malware('horde chief', { associations }))
    await check(id)
    expect(await told(id)).toHaveLength(701)
  })

  it('tells nothing of what its owner may not see', async () => {
    const member = await createWatchClient(server, ['acme', 'public'])
    const search = { name: 'all', simple: { query: 'kappa' }, alert: true }
    const [outside, inside] = [await save(search), await save(search, member)]
    await member.report(malware('kappa inner', { visibleBy: ['acme'] }))
    await member.report(malware('kappa outer', { visibleBy: ['public'] }))
    await check(outside.id)
    await check(inside.id, member)
    expect(await told(outside.id)).toEqual(['matched kappa outer'])
    expect(await told(inside.id, member)).toEqual(['matched kappa inner', 'matched kappa outer'])
    for (const [method, rest] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['GET', '/alerts'],
      ['POST', '/run'],
      ['POST', '/test'],
    ] as const) {
      const body = method === 'PUT' ? search : undefined
      expectError(await member.send(method, `${path}/${outside.id}${rest}`, body), 404)
    }
  })

  it('begins anew when it is changed, and ends when it is switched off or deleted', async () => {
    const { id } = await save({ name: 'x', simple: { query: 'rho' }, alert: true })
    await client.report(malware('tau early'))
    const change = { name: 'y', simple: { query: 'tau' }, alert: true }
    expect((await client.send('PUT', `${path}/${id}`, change)).json).toMatchObject(change)
    await client.report(malware('tau late'))
    await client.report(malware('rho late'))
    await check(id)
    expect(await told(id)).toEqual(['matched tau late'])
    await client.send('PUT', `${path}/${id}`, { ...change, alert: false })
    expect(await jobsOf(id)).toBe(0)
    await client.send('PUT', `${path}/${id}`, change)
    expect(await jobsOf(id)).toBe(1)
    expect((await client.send('DELETE', `${path}/${id}`)).status).toBe(200)
    expect(await jobsOf(id)).toBe(0)
    expectError(await client.send('GET', `${path}/${id}`), 404)
  })

  it('sends a test', async () => {
    await using receiver = await startReceiver()
    const webhook = { url: receiver.url }
    const { id } = await save({ name: 'x', simple: { query: 'x' }, webhook })
    expect((await client.send('POST', `${path}/${id}/test`)).status).toBe(202)
    const [message] = await receive(receiver, 1)
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ event: 'test', savedSearch: { id } })
  })

  it.each([
    [{}, 'name'],
    [{ name: 'x' }, 'search'],
    [{ name: 'x', simple: { query: 'a' }, advanced: {} }, 'search'],
    [{ name: 'x', simple: {} }, 'simple.query'],
    [{ name: 'x', advanced: { query: { must: {} } } }, 'query'],
    [{ name: 'x', advanced: { query: { must: [{ no_clause: {} }] } } }, 'query'],
    [{ name: 'x', advanced: [] }, 'advanced'],
    [{ name: 'x', simple: { query: ' ' } }, 'simple.query'],
    [{ name: 'x', simple: { query: 'a'.repeat(1_025) } }, 'simple.query'],
    [{ name: 'x', simple: { query: 'a', accuracy: 4 } }, 'simple.accuracy'],
    [{ name: 'x', simple: { query: 'a', source: { includes: 'id' } } }, 'simple.source.includes'],
    [{ name: 'x', simple: { query: 'a' }, parameters: { limit: 0 } }, 'limit'],
    [{ name: 'x', simple: { query: 'a' }, parameters: { limit: 1_001 } }, 'limit'],
    [{ name: 'x', simple: { query: 'a' }, parameters: { sort: 'colour' } }, 'sort'],
    [{ name: 'x', simple: { query: 'a' }, parameters: { order: 'up' } }, 'order'],
    [{ name: 'x', simple: { query: 'a' }, alert: 'yes' }, 'alert'],
    [{ name: 'x', simple: { query: 'a', junk: 'x'.repeat(66_000) } }, 'search'],
  ])('refuses %j', async (body, param) => {
    expect(expectError(await client.send('POST', path, body), 400).param).toBe(param)
  })

  it('as many as an account may have', async () => {
    const own = await createWatchClient(server)
    const body = { name: 'x', simple: { query: 'x' } }
    for (let count = 0; count < 40; count += 1) await save(body, own)
    const refused = expectError(await own.send('POST', path, body), 400)
    expect(refused.message).toBe('at most 40 saved searches')
    const listed = await own.send('GET', `${path}?limit=3&page=2`)
    expect(listed.json).toMatchObject({ items: 40, pages: 14 })
  })

  async function jobsOf(id: string): Promise<number> {
    const text = 'SELECT id FROM jobs WHERE subject = $1'
    return (await server.store.query({ text }, [id])).length
  }
})
