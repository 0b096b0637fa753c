import { randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createQueue } from '../queue/postgres-queue.ts'
import { type ClaimedJob } from '../queue/queue.ts'
import { createAddressPolicy } from '../scans/address-policy.ts'
import { createSecretBox } from '../secrets/secret-box.ts'
import { newId } from '../store/new-id.ts'
import { type Store } from '../store/store.ts'
import { openTestStore } from '../store/test-store.ts'
import { createWebhooks, type Webhooks } from './create-webhooks.ts'
import { type WebhookDeliveries } from './list-deliveries.ts'

const userId = newId()
const principal = { userId, alias: 'tester', roles: [], groups: ['public'] } as const
const signal = new AbortController().signal
const hourMs = 3_600_000
const secretBox = createSecretBox(randomBytes(32))

describe('deliver()', () => {
  let store: Store
  let webhooks: Webhooks
  let queue: ReturnType<typeof createQueue>
  let nowMs = 0
  let monotonicMs = 0
  let answer: (response: ServerResponse) => unknown
  const received: { headers: IncomingHttpHeaders; body: string }[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => (body += bytes.toString()))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      void answer(response)
    })
  })

  beforeAll(async () => {
    store = await openTestStore()
    queue = createQueue({ store })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const text = `INSERT INTO users (id, alias, full_name, roles, groups) VALUES ($1, 'tester', '', '{}', '{}')`
    await store.query({ text }, [userId])
  })

  afterAll(async () => {
    receiver.closeAllConnections()
    receiver.close()
    await store[Symbol.asyncDispose]()
  })

  beforeEach(() => {
    received.length = 0
    nowMs = Date.now()
    webhooks = createWebhooks({
      store,
      queue,
      secretBox,
      addressPolicy: createAddressPolicy({ privateAddresses: 'accept' }),
      clock: { nowMs: () => nowMs, monotonicMs: () => (monotonicMs += 10_000), random: () => 0.5 },
    })
  })

  it('P12: tries eight times over 27 h 35 min, then gives up', async () => {
    answer = (response) => response.writeHead(500).end()
    const scanId = await registerDue()
    const waitsMs: number[] = []
    for (let attempt = 1; attempt < 8; attempt += 1) waitsMs.push(await deliverOnce(scanId))
    expect(waitsMs).toEqual(
      [5 / 3_600, 1 / 12, 0.5, 2, 5, 10, 10].map((hours) => Math.round(hours * hourMs)),
    )
    await deliverOnce(scanId)
    expect(await stateOf(scanId)).toMatchObject({
      state: 'failed',
      attempts: Array.from({ length: 8 }, (_, index) => ({ attempt: index + 1, outcome: '5xx' })),
    })
    expect(await queue.count('deliver-webhook')).toBe(0)
  })

  it('P13: sends the same id and bytes each time, with a fresh timestamp', async () => {
    answer = (response) => response.writeHead(503).end()
    const scanId = await registerDue()
    await deliverOnce(scanId)
    nowMs += 5_000
    answer = (response) => response.writeHead(204).end()
    await deliverOnce(scanId)
    const [first, second] = received
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(Number(second?.headers['webhook-timestamp'])).toBe(
      Number(first?.headers['webhook-timestamp']) + 5,
    )
    expect((await stateOf(scanId)).state).toBe('delivered')
  })

  it('P12: waits as long as the receiver asks, at most a day', async () => {
    answer = (response) => response.writeHead(503, { 'retry-after': '7200' }).end()
    const scanId = await registerDue()
    expect(await deliverOnce(scanId)).toBe(2 * hourMs)
    answer = (response) => response.writeHead(429, { 'retry-after': '99999999' }).end()
    expect(await deliverOnce(scanId)).toBe(24 * hourMs)
    await discard()
  })

  it('J7: stops at 410', async () => {
    answer = (response) => response.writeHead(410).end()
    const scanId = await registerDue()
    await deliverOnce(scanId)
    expect(await stateOf(scanId)).toMatchObject({
      state: 'failed',
      attempts: [{ outcome: '410' }],
    })
    expect(await queue.count('deliver-webhook')).toBe(0)
  })

  it('J11: delivers again under the same id when the success could not be recorded', async () => {
    answer = async (response) => {
      await store.query({ text: 'UPDATE jobs SET attempt = attempt + 1' })
      response.writeHead(200).end()
    }
    const scanId = await registerDue()
    const job = await claim()
    await expect(webhooks.deliver(job, signal)).rejects.toThrow('lease')
    expect((await stateOf(scanId)).state).toBe('due')
    answer = (response) => response.writeHead(200).end()
    await deliverOnce(scanId)
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array(2).fill(received[0]?.headers['webhook-id']),
    )
    expect(await stateOf(scanId)).toMatchObject({
      state: 'delivered',
      attempts: [{ outcome: 'interrupted' }, { outcome: '2xx' }],
    })
  })

  it('P3: a worker that lost its lease sends nothing', async () => {
    answer = (response) => response.writeHead(200).end()
    await registerDue()
    const job = await claim()
    await store.query({ text: 'UPDATE jobs SET attempt = attempt + 1' })
    await webhooks.deliver(job, signal)
    expect(received).toEqual([])
    await discard()
  })

  it('a message that ends its process five times is given up', async () => {
    const scanId = await registerDue()
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const text = `INSERT INTO webhook_attempts (webhook_id, attempt, outcome, duration_ms)
        SELECT id, $2::int, 'interrupted', 0 FROM webhooks WHERE scan_id = $1`
      await store.query({ text }, [scanId, attempt])
    }
    await webhooks.deliver(await claim(), signal)
    expect(received).toEqual([])
    expect((await stateOf(scanId)).state).toBe('failed')
  })

  it('an orderly stop costs no attempt', async () => {
    const stop = new AbortController()
    answer = () => stop.abort(new Error('the worker stops'))
    const scanId = await registerDue()
    const job = await claim()
    await expect(webhooks.deliver(job, stop.signal)).rejects.toThrow('the worker stops')
    await queue.release(job)
    expect(await stateOf(scanId)).toMatchObject({ state: 'due', attempts: [] })
    await discard()
  })

  it('C35: records a refused destination as nothing but refused', async () => {
    const scanId = await registerDue('http://rebound.example.com/hook')
    const refusing = createWebhooks({
      store,
      queue,
      secretBox,
      addressPolicy: createAddressPolicy({ privateAddresses: 'refuse' }),
      lookUp: async () => ['127.0.0.1'],
    })
    await refusing.deliver(await claim(), signal)
    expect(await stateOf(scanId)).toMatchObject({
      state: 'due',
      attempts: [{ outcome: 'destination not allowed' }],
    })
    await discard()
  })

  it('P15: keeps headers sealed, and no longer than needed', async () => {
    answer = (response) => response.writeHead(200).end()
    const scanId = await registerDue()
    const text = 'SELECT headers FROM webhooks WHERE scan_id = $1'
    type Row = { readonly headers: Buffer }
    const [before] = await store.query<Row>({ text }, [scanId])
    expect(before?.headers.length).toBeGreaterThan(0)
    expect(before?.headers.includes('your-token')).toBe(false)
    await deliverOnce(scanId)
    const [after] = await store.query<Row>({ text }, [scanId])
    expect(after?.headers.length).toBe(0)
    expect(received[0]?.headers['authorization']).toBe('Bearer your-token')
  })

  it('P13: signs with the old and the new secret for a day after a rotation', async () => {
    answer = (response) => response.writeHead(200).end()
    await webhooks.secrets.rotate(userId)
    await webhooks.secrets.rotate(userId)
    await deliverOnce(await registerDue())
    nowMs += 25 * hourMs
    await deliverOnce(await registerDue())
    const counts = received.map(
      ({ headers }) => String(headers['webhook-signature']).split(' ').length,
    )
    expect(counts).toEqual([2, 1])
  })

  async function registerDue(url?: string): Promise<string> {
    // A TCP server's address is never a string or null while it listens.
    const { port } = receiver.address() as AddressInfo
    const scan = { id: newId(), target: 'example.com', status: 'done' } as const
    const text = `INSERT INTO scans (id, target, scope, visible_by, user_id, status, is_current)
      VALUES ($1, 'example.com', 'public', '{public}', $2, 'done', false)`
    await store.query({ text }, [scan.id, userId])
    const webhook = webhooks.parse({
      url: url ?? `http://127.0.0.1:${port}/hook`,
      headers: [{ key: 'Authorization', value: 'Bearer your-token' }],
    })
    await store.transaction((tx) => webhooks.register(tx, userId, { scan, webhook }))
    return scan.id
  }

  async function claim(): Promise<ClaimedJob> {
    await store.query({ text: 'UPDATE jobs SET run_at = now(), lease_until = NULL' })
    const [job] = await queue.claim('deliver-webhook', 1)
    if (!job) throw new Error('nothing to deliver')
    return job
  }

  /** Delivers what is queued, whenever it is due, and tells how long it then waits. */
  async function deliverOnce(scanId: string): Promise<number> {
    await webhooks.deliver(await claim(), signal)
    const { dueAt } = await stateOf(scanId)
    return Date.parse(dueAt ?? '') - nowMs
  }

  async function stateOf(scanId: string): Promise<WebhookDeliveries> {
    const [found] = await webhooks.list(principal, scanId)
    if (!found) throw new Error('no webhook')
    return found
  }

  async function discard(): Promise<void> {
    await store.query({ text: 'DELETE FROM jobs' })
  }
})
