import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from '../harness/start-harness.ts'
import { idOf } from './scan-replies.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Without a worker nothing is scanned: targets of any kind may be asked for. */
describe('POST /api/ingest/v1/scan', () => {
  let server: Harness
  let reporter: KeyHeaders

  beforeAll(async () => {
    server = await startHarness({
      config: { scanPrivate: 'off', scansOpen: 1_000, scansPerHour: 1_000 },
    })
    reporter = await server.keys(['user', 'reporter'])
  })

  afterAll(() => server[Symbol.asyncDispose]())

  function post(body: unknown, headers = reporter): Promise<HarnessReply> {
    return server.request('/api/ingest/v1/scan', { method: 'POST', headers, body })
  }

  async function statusOf(body: unknown): Promise<number> {
    const reply = await post(body)
    if (reply.status >= 400) expectError(reply, reply.status)
    return reply.status
  }

  it('case 13: answers a new target with exactly an id and the status new', async () => {
    const reply = await post({ target: '203.0.113.1' })
    expectSuccess(reply, 202)
    expect(reply.json).toEqual({ id: expect.stringMatching(uuid), status: 'new' })
  })

  it('case 14: answers a known target with the same id and never the status new', async () => {
    const first = await post({ target: '203.0.113.14' })
    const second = await post({ target: '203.0.113.14' })
    expectSuccess(second, 200)
    expect(second.json).toEqual({ id: idOf(first), status: 'queued' })
  })

  it('case 17: makes a new task when the finished one has grown old', async () => {
    const first = await post({ target: '203.0.113.17' })
    await finish(idOf(first), '23 hours')
    const fresh = await post({ target: '203.0.113.17' })
    expect(fresh).toMatchObject({ status: 200, json: { id: idOf(first), status: 'done' } })
    await finish(idOf(first), '25 hours')
    const late = await post({ target: '203.0.113.17' })
    expect(late.status).toBe(202)
    expect(idOf(late)).not.toBe(idOf(first))
    expect(await post({ target: '203.0.113.17' })).toMatchObject({
      status: 200,
      json: { id: idOf(late) },
    })
  })

  it('case 18: takes the two spellings of a name for one target', async () => {
    const first = await post({ target: 'Case18.Example.COM' })
    const second = await post({ target: 'case18.example.com' })
    expect([first.status, second.status]).toEqual([202, 200])
    expect(idOf(second)).toBe(idOf(first))
  })

  it('case 19: takes the two spellings of an IPv6 address for one target', async () => {
    const first = await post({ target: '2001:db8::68' })
    const second = await post({ target: '2001:0DB8:0::68' })
    expect([first.status, second.status]).toEqual([202, 200])
    expect(idOf(second)).toBe(idOf(first))
  })

  it('case 20: answers exactly one of 10 parallel first requests with 202', async () => {
    await expectOneTask('203.0.113.20', 10)
  })

  it('C49: answers exactly one of 100 parallel first requests with 202', async () => {
    await expectOneTask('203.0.113.49', 100)
  })

  async function expectOneTask(target: string, count: number): Promise<void> {
    const replies = await Promise.all(Array.from({ length: count }, () => post({ target })))
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(count - 1)
    expect(new Set(replies.map(idOf)).size).toBe(1)
  }

  it('case 22: refuses a missing, wrong or empty target', async () => {
    for (const body of [{}, { target: 5 }, { target: '' }]) expect(await statusOf(body)).toBe(400)
  })

  it('case 23: refuses what is neither an address nor a full name', async () => {
    const targets = [
      'not a host',
      'http://example.com',
      '8.8.8.0/24',
      'example.com.',
      'localhost',
      '203.0.113.1:443',
    ]
    for (const target of targets) expect(await statusOf({ target }), target).toBe(400)
  })

  it('case 24: refuses special addresses', async () => {
    for (const target of ['10.0.0.1', '127.0.0.1', '::', '224.0.0.1']) {
      expect(await statusOf({ target }), target).toBe(400)
    }
  })

  it('case 25: refuses malformed webhooks', async () => {
    const url = 'https://example.com/hook'
    for (const webhook of [
      {},
      { url: 'ftp://x' },
      { url, headers: 'a' },
      { url, headers: [{ key: 1 }] },
    ]) {
      expect(await statusOf({ target: '203.0.113.25', webhook })).toBe(400)
    }
  })

  it('case 26: takes a null webhook for none', async () => {
    expect(await statusOf({ target: '203.0.113.26', webhook: null })).toBe(202)
  })

  it('case 27: asks for credentials', async () => {
    const body = { target: '203.0.113.27' }
    const wrong = { ...reporter, 'api-secret': 'x'.repeat(64) }
    const path = '/api/ingest/v1/scan'
    for (const reply of [
      await server.request(path, { method: 'POST', body }),
      await post(body, wrong),
    ]) {
      expectError(reply, 401)
    }
  })

  it('case 28: asks for the role reporter', async () => {
    const reply = await post({ target: '203.0.113.28' }, await server.keys(['user']))
    expectError(reply, 403)
  })

  it('case 29: answers the SDK, which names a type, with two members more', async () => {
    const reply = await post({ target: '203.0.113.9', type: 'ip' })
    expect(reply.status).toBe(202)
    const id = idOf(reply)
    expect(reply.json).toEqual({ id, status: 'new', taskId: id, message: expect.any(String) })
    expect(await statusOf({ target: '203.0.113.9', type: 'fqdn' })).toBe(400)
    expect(await statusOf({ target: 'example.com', type: 'ip' })).toBe(400)
  })

  it('case 30: tells how far a scan is', async () => {
    const id = idOf(await post({ target: '203.0.113.30' }))
    for (const headers of [reporter, await server.keys(['user'])]) {
      const reply = await server.request(`/api/ingest/v1/scan/${id}`, { headers })
      expectSuccess(reply, 200)
      expect(reply.json).toEqual({
        id,
        taskId: id,
        status: 'queued',
        message: expect.any(String),
        target: '203.0.113.30',
      })
    }
  })

  it('case 31: does not know other ids, nor tasks of other groups', async () => {
    const foreign = await server.keys(['reporter'], ['public', 'org:acme'])
    const own = idOf(await post({ target: '203.0.113.31' }))
    const secret = idOf(await post({ target: '203.0.113.31' }, foreign))
    expect(secret).not.toBe(own)
    const read = (id: string): Promise<HarnessReply> =>
      server.request(`/api/ingest/v1/scan/${id}`, { headers: reporter })
    for (const id of ['00000000-0000-0000-0000-000000000000', 'nonsense', '%00', secret]) {
      expectError(await read(id), 404)
    }
  })

  it('C51: adds at most 20 webhooks to an unfinished task', async () => {
    const webhook = { url: 'https://example.com/hook' }
    const body = { target: '203.0.113.51', webhook }
    const replies = await Promise.all(Array.from({ length: 50 }, () => post(body)))
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(19)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(30)
    const accepted = replies.find(({ status }) => status === 200)
    const path = `/api/ingest/v1/scan/${accepted && idOf(accepted)}/webhooks`
    expect((await server.request(path, { headers: reporter })).json).toMatchObject({
      webhooks: Array.from({ length: 20 }, () => ({ state: 'waiting', attempts: [] })),
    })
  })

  it('the secret of webhooks stays until it is rotated, and is each account’s own', async () => {
    const path = '/api/ingest/v1/webhook/secret'
    const read = async (headers = reporter): Promise<unknown> =>
      (await server.request(path, { headers })).json
    const first = await read()
    expect(first).toEqual({ secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) })
    expect(await read()).toEqual(first)
    const rotated = await server.request(`${path}/rotate`, { method: 'POST', headers: reporter })
    expect(rotated.json).not.toEqual(first)
    expect(await read()).toEqual(rotated.json)
    expect(await read(await server.keys(['reporter']))).not.toEqual(rotated.json)
  })

  async function finish(id: string, ago: string): Promise<void> {
    const text = `UPDATE scans SET status = 'done', finished_at = now() - $2::text::interval WHERE id = $1`
    await server.store.query({ text }, [id, ago])
  }
})
