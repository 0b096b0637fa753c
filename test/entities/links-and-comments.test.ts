import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, createClient } from './client.ts'

const acknowledged = { message: 'acknowledged' }

let server: Harness
let reporter: Client
let reader: Client

beforeAll(async () => {
  server = await startHarness()
  reporter = await createClient(server)
  reader = await createClient(server, ['user'])
})

afterAll(() => server[Symbol.asyncDispose]())

describe('POST /association', () => {
  const post = (entityID: unknown, relatedEntityID: unknown) =>
    reporter.post('/api/ingest/v1/association', { entityID, relatedEntityID })

  it('case 70: links two entities, seen from either', async () => {
    await reporter.report({ type: 'ip', attributes: { ip: '9.0.1.1' } })
    await reporter.report({ type: 'domain', attributes: { domain: 'link.example.com' } })
    const ip = String((await reader.lookUp('ip', '9.0.1.1'))?.id)
    const domain = String((await reader.lookUp('domain', 'link.example.com'))?.id)
    const reply = await post(ip, domain)
    expectSuccess(reply, 202)
    expect(reply.json).toEqual(acknowledged)
    expect((await reader.related(ip)).map(({ id }) => id)).toEqual([domain])
    expect((await reader.related(domain)).map(({ id }) => id)).toEqual([ip])
    const again = await reporter.post('/api/ingest/v1/association', {
      entityId: domain,
      relatedEntityId: ip,
    })
    expect(again.status).toBe(202)
  })

  it('case 71: refuses malformed, unknown and equal ids', async () => {
    await reporter.report({ type: 'ip', attributes: { ip: '9.0.1.2' } })
    const known = String((await reader.lookUp('ip', '9.0.1.2'))?.id)
    expect(expectError(await post(known, 'abc'), 400).param).toBe('relatedEntityID')
    expect(expectError(await post('abc', known), 400).param).toBe('entityID')
    expectError(await post(undefined, known), 400)
    expectError(await post(known, `ip-${'0'.repeat(64)}`), 404)
    expectError(await post(known, known), 400)
  })
})

describe('POST /comment', () => {
  let entityID: string

  beforeAll(async () => {
    await reporter.report({ type: 'domain', attributes: { domain: 'talk.example.com' } })
    entityID = String((await reader.lookUp('domain', 'talk.example.com'))?.id)
  })

  it('case 72: acknowledges the first spelling and shows the comment', async () => {
    const reply = await reporter.post('/api/ingest/v1/comment', { entityID, comment: 'Seen again' })
    expectSuccess(reply, 202)
    expect(reply.json).toEqual(acknowledged)
    const page = await reader.get(`/api/search/v1/comments/${entityID}`)
    expect(page.json).toMatchObject({
      items: 1,
      pages: 1,
      results: [
        {
          comment: 'Seen again',
          entityID,
          userID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          parentID: '00000000-0000-0000-0000-000000000000',
          '@timestamp': expect.stringMatching(/^\d{4}-.*Z$/),
          visibleBy: ['public'],
        },
      ],
    })
  })

  it('case 73: answers the second spelling with the comment', async () => {
    const body = { entityId: entityID, content: 'From an SDK', parentId: null }
    const reply = await reporter.post('/api/ingest/v1/comment', body)
    expect(reply.status).toBe(202)
    expect(reply.json).toMatchObject({
      message: 'acknowledged',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      entityId: entityID,
      content: 'From an SDK',
      author: expect.stringMatching(/^[0-9a-f-]{36}$/),
      authorName: expect.stringMatching(/^tester-/),
      createdAt: expect.stringMatching(/Z$/),
      parentId: null,
    })
  })

  it('case 74: refuses an answer to a comment on another entity', async () => {
    await reporter.report({ type: 'domain', attributes: { domain: 'other-talk.example.com' } })
    const other = (await reader.lookUp('domain', 'other-talk.example.com'))?.id
    const first = await reporter.post('/api/ingest/v1/comment', { entityId: other, content: 'x' })
    const parentID = (first.json as { id: string }).id
    const reply = await reporter.post('/api/ingest/v1/comment', {
      entityID,
      comment: 'y',
      parentID,
    })
    expectError(reply, 404)
    const right = { entityId: other, content: 'y', parentID }
    const answer = await reporter.post('/api/ingest/v1/comment', right)
    expect(answer.json).toMatchObject({ parentID, parentId: parentID })
  })
})
