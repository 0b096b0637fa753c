import { type ScanReport } from '@windvane/model'
import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createContext } from '../../apps/server/src/context.ts'
import { startWorker } from '../../apps/server/src/start-worker.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { readEvents } from './event-reader.ts'
import { startReceiver } from './receiver.ts'
import { createScanClient, type ScanClient, waiting } from './scan-client.ts'
import { idOf } from './scan-replies.ts'
import { ports, scanPorts, startHost } from './scan-targets.ts'

const config = { scanPrivate: 'on', scanPorts } as const

describe('DELETE /api/ingest/v1/scan/{id}', () => {
  let server: Harness
  let keys: KeyHeaders
  let client: ScanClient

  beforeAll(async () => {
    server = await startHarness({ worker: true, config })
    keys = await server.keys(['user', 'reporter'])
    client = createScanClient(server, keys)
  })

  afterAll(() => server[Symbol.asyncDispose]())

  /** Accepts and says nothing; tells which connections are open. */
  async function startSilent(address: string) {
    const open = new Set<Socket>()
    const silent = createServer((socket) => {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    })
    const host = await startHost(address, { [ports.ssh]: silent })
    return { ...host, open }
  }

  it('ends a running scan: its sockets go, what it saw is kept, and the webhook fires', async () => {
    await using host = await startSilent('127.0.0.111')
    await using receiver = await startReceiver()
    const webhook = { url: receiver.url }
    const id = idOf(await client.post({ target: host.address, webhook }))
    await using reader = await readEvents(server, { id, keys })
    await vi.waitFor(() => expect(host.open.size).toBeGreaterThan(1), waiting)
    const reply = await client.cancel(id)
    expectSuccess(reply, 200)
    expect(reply.json).toEqual({
      id,
      taskId: id,
      status: 'running',
      message: 'being cancelled',
      target: host.address,
    })
    await vi.waitFor(() => expect(host.open.size).toBe(0), { timeout: 5_000, interval: 5 })
    const { message } = await client.until(id, 'done')
    expect(message).toMatch(/^cancelled with \d+ % of the ports tried; 1 open port$/)
    await reader.ended
    expect(reader.events.at(-1)).toMatchObject({ name: 'done', data: { message } })
    const { json } = await client.get(`${id}/report`)
    // What the report route serves.
    const { summary, ports: seen } = json as ScanReport
    expect(summary.stopReason).toBe('cancelled')
    expect(seen).toMatchObject([{ port: ports.ssh, state: 'open' }])
    await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), waiting)
    expect(JSON.parse(receiver.messages[0]?.body ?? '')).toMatchObject({ id, status: 'done' })
  }, 60_000)

  it('leaves room for a new task of the target, even while the old one ends', async () => {
    await using host = await startSilent('127.0.0.112')
    const id = idOf(await client.post({ target: host.address }))
    await vi.waitFor(() => expect(host.open.size).toBeGreaterThan(0), waiting)
    await client.cancel(id)
    const again = await client.post({ target: host.address })
    expectSuccess(again, 202)
    expect(idOf(again)).not.toBe(id)
    await host[Symbol.asyncDispose]()
    expect((await client.until(id, 'done')).message).toMatch(/^cancelled/)
    expect((await client.until(idOf(again), 'done')).message).not.toMatch(/cancelled/)
  }, 60_000)

  it('leaves a finished task as it is', async () => {
    const id = await client.scan('127.0.0.113')
    const before = await client.status(id)
    const reply = await client.cancel(id)
    expectSuccess(reply, 200)
    expect(reply.json).toEqual(before)
    expect(await client.post({ target: '127.0.0.113' })).toMatchObject({
      status: 200,
      json: { id, status: 'done' },
    })
  })

  it('does not know tasks of others, and asks for the role reporter', async () => {
    const id = await client.scan('127.0.0.114')
    const foreign = createScanClient(server, await server.keys(['reporter'], ['org:other']))
    expectError(await foreign.cancel(id), 404)
    for (const unknown of ['00000000-0000-0000-0000-000000000000', 'nonsense']) {
      expectError(await client.cancel(unknown), 404)
    }
    const reader = createScanClient(server, await server.keys(['user']))
    expectError(await reader.cancel(id), 403)
    expectError(await server.request(`/api/ingest/v1/scan/${id}`, { method: 'DELETE' }), 401)
  })

  it('makes a queued task done at once, and its webhook due', async () => {
    await using idle = await startHarness({ config })
    await using receiver = await startReceiver()
    const own = await idle.keys(['user', 'reporter'])
    const reporter = createScanClient(idle, own)
    const webhook = { url: receiver.url }
    const id = idOf(await reporter.post({ target: '127.0.0.115', webhook }))
    await using reader = await readEvents(idle, { id, keys: own })
    const reply = await reporter.cancel(id)
    expectSuccess(reply, 200)
    const message = 'cancelled before it started'
    expect(reply.json).toMatchObject({ id, status: 'done', message })
    await reader.ended
    expect(reader.events).toEqual([{ id: 1, name: 'done', data: { status: 'done', message } }])
    expect((await reporter.cancel(id)).json).toEqual(reply.json)
    expect(expectError(await reporter.get(`${id}/report`), 404).message).toContain(message)
    expect(await idle.context.queue.count('run-scan')).toBe(0)
    const again = await reporter.post({ target: '127.0.0.115' })
    expectSuccess(again, 202)
    await using _worker = await startWorker(idle.context)
    await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), waiting)
    await reporter.until(idOf(again), 'done')
    expect((await reporter.status(id)).message).toBe(message)
  }, 60_000)

  it('reaches the worker of another process, and one whose scan is handed on', async () => {
    await using api = await startHarness({ config })
    await using host = await startSilent('127.0.0.116')
    const reporter = createScanClient(api, await api.keys(['user', 'reporter']))
    const { log, store } = api.context
    const secrets = { secretKey: undefined, databaseUrl: undefined }
    // A second context on the same store hears nothing of the signals of the first.
    await using other = await createContext({ config: api.context.config, log, store, secrets })
    const worker = await startWorker(other)
    const id = idOf(await reporter.post({ target: host.address }))
    await vi.waitFor(() => expect(host.open.size).toBeGreaterThan(0), waiting)
    await reporter.cancel(id)
    await vi.waitFor(() => expect(host.open.size).toBe(0), { timeout: 5_000, interval: 5 })
    expect((await reporter.until(id, 'done')).message).toMatch(/^cancelled with/)
    await worker[Symbol.asyncDispose]()

    const second = idOf(await reporter.post({ target: '127.0.0.117' }))
    const [job] = await api.context.queue.claim('run-scan', 1)
    const running = `UPDATE scans SET status = 'running', attempt = 1 WHERE id = $1`
    await store.query({ text: running }, [job?.subject])
    await reporter.cancel(second)
    expect((await reporter.status(second)).status).toBe('running')
    await store.query({ text: `UPDATE jobs SET lease_until = now() - interval '1 second'` })
    await using _next = await startWorker(other)
    const { message } = await reporter.until(second, 'done')
    expect(message).toBe('cancelled while no worker had it')
  }, 60_000)
})
