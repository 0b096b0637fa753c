import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Entity } from '@windvane/model'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, createClient, entityMembers } from './client.ts'
import { google, id8 } from './google.ts'

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
  await reporter.report(google)
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
    expect(expectError(await lookUp('ip', 'x'), 400).param).toBe('value')
    expect(expectError(await lookUp('ip', ' '), 400).param).toBe('value')
    expect(expectError(await lookUp('nope', 'x'), 400).param).toBe('type')
    expect(expectError(await lookUp('ip', undefined), 400).param).toBe('value')
  })

  it('case 91: lists related entities of the asked types', async () => {
    const path = `/api/search/v1/entity/${id8}/relations`
    const reply = await reporter.get(`${path}?types=domain,url`)
    const page = reply.json as Page
    expect(page).toMatchObject({ items: 3, pages: 1 })
    expect(new Set(page.results.map(({ type }) => type))).toEqual(new Set(['domain', 'url']))
    expect((await reporter.get(`${path}?types=%20url,%20domain,`)).json).toEqual(page)
    const all = await reporter.get(path)
    for (const none of ['', ',', '%20']) {
      expect((await reporter.get(`${path}?types=${none}`)).json).toEqual(all.json)
    }
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
